import { type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import {
  dueBefore,
  type DueTimers,
  dueTimersProjection,
  openTickets,
  type OpenTickets,
  queueProjection,
} from '#tickets';

const PAGE = 500;
const LONGEST_WAIT_MS = 30_000;

/** What falls due, from the read model of timers. */
export function dueTimers(readStore: ReadStore): DueTimers {
  return {
    isBooting: async () => {
      const version = (await readStore.status()).find(
        ({ name, live }) => live && name === dueTimersProjection.name,
      );
      return version?.state !== 'active';
    },
    dueBefore: (now, limit, muted) => dueBefore(readStore, now, limit, muted),
  };
}

/** Open tickets of a desk, from a queue that has seen everything up to a position. */
export function openTicketsOf(readStore: ReadStore): OpenTickets {
  return {
    async openTickets(desk: string, since: Position) {
      const reached = await readStore.waitForPosition(queueProjection.name, since, LONGEST_WAIT_MS);
      if (reached.stale)
        throw Object.assign(new Error('the queue is behind the publication'), { code: 'log-unavailable' });
      const tickets: string[] = [];
      for (;;) {
        const page = await openTickets(readStore, desk, tickets.at(-1), PAGE);
        tickets.push(...page);
        if (page.length < PAGE) return tickets;
      }
    },
  };
}
