import { type EventStore, type Position } from '#event-sourcing';
import { type Batch } from './apply-batch.js';
import { type Member } from './member.js';

export interface LaneContext {
  readonly store: EventStore;
  readonly signal: AbortSignal;
  /** Events of one batch at most. */
  readonly batchSize: number;
  readonly apply: (members: readonly Member[], batch: Batch) => Promise<void>;
  readonly caughtUp: (members: readonly Member[]) => Promise<void>;
}

/**
 * All projections that have caught up share one subscription, one decode and one transaction a batch.
 *
 * A member may join somewhat behind or ahead of the others: the subscription starts again from the hindmost, and each
 * member takes only what lies beyond its own position.
 */
export class LiveLane {
  #members: Member[] = [];
  #restart = new AbortController();

  constructor(private readonly context: LaneContext) {}

  join(members: readonly Member[]): void {
    this.#members = [...this.#members.filter((member) => member.running), ...members];
    this.#restart.abort();
  }

  async run(): Promise<void> {
    const { signal, store, batchSize } = this.context;
    while (!signal.aborted) {
      const restart = new AbortController();
      this.#restart = restart;
      const members = this.#members.filter((member) => member.running);
      const either = AbortSignal.any([signal, restart.signal]);
      if (members.length === 0) {
        await aborted(either);
        continue;
      }
      const subscription = store.subscribe({
        after: hindmost(members),
        filter: { types: handledBy(members) },
        signal: either,
        batchSize,
      });
      for await (const message of subscription) {
        const events = message.kind === 'batch' ? message.events : [];
        await this.context.apply(members, { events, position: message.position });
        if (message.kind === 'caught-up') await this.context.caughtUp(members);
        if (either.aborted || members.every((member) => !member.running)) break;
      }
    }
  }
}

export function handledBy(members: readonly Member[]): string[] {
  return [...new Set(members.flatMap((member) => member.projection.handles))].sort();
}

export function hindmost(members: readonly Member[]): Position {
  return members.map((member) => member.position).reduce((a, b) => (a < b ? a : b));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
