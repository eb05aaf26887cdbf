import { type Regulation } from '../document/regulation.js';
import { type OutOfTurnRefusal, type QueueClass } from './policy.js';

/** Why a ticket may not go out of turn; `undefined` when it may. */
export function outOfTurnRefusal(
  { queue }: Regulation,
  priority: string,
  ground: string,
): OutOfTurnRefusal | undefined {
  if (!queue.outOfTurn || !queue.order.includes('out-of-turn')) return 'out-of-turn-not-allowed';
  if (!queue.outOfTurn.priorities.includes(priority)) return 'out-of-turn-priority';
  return queue.outOfTurn.grounds.some(({ code }) => code === ground) ? undefined : 'out-of-turn-ground';
}

/**
 * A ticket's place, as far as the regulation decides it. A desk that works in order of arrival gives every ticket one rank, so
 * that a later change of priority moves nobody.
 */
export function queueClassFor(regulation: Regulation, priority: string, ground?: string): QueueClass {
  const byPriority = regulation.queue.order.includes('priority');
  const rank = byPriority
    ? (regulation.priorities.find(({ code }) => code === priority)?.rank ??
      Math.max(...regulation.priorities.map((p) => p.rank)))
    : 0;
  const outOfTurn =
    ground !== undefined && outOfTurnRefusal(regulation, priority, ground) === undefined ? ground : undefined;
  return {
    rank,
    outOfTurn: outOfTurn !== undefined,
    reason: outOfTurn ?? (byPriority ? 'priority' : 'arrival'),
  };
}
