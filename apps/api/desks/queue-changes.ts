import { BEGINNING, type EventStore, type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { type QueueEntry, queueProjection, queueStandings } from '#tickets';

/** What happened in one desk's queue between two positions. */
export interface QueueChanges {
  /** Entries that are new or changed, as they are now; `order` sorts the queue by bytes. */
  readonly changed: readonly (QueueEntry & { readonly order: string })[];
  /** Ids of tickets that are not in the queue any more. */
  readonly removed: readonly string[];
}

/** More events than this are not gone through: the reader begins anew. */
export const MOST_EVENTS = 5000;
const PAGE = 1000;

/**
 * Tickets that events touched after one position, up to another, by desk; undefined when there are more events than are
 * worth going through.
 */
export async function touchedTickets(
  store: EventStore,
  after: Position,
  upTo: Position,
): Promise<ReadonlyMap<string, ReadonlySet<string>> | undefined> {
  const touched = new Map<string, Set<string>>();
  let position = after;
  for (let seen = 0; position < upTo;) {
    const filter = { categories: ['ticket'] };
    const page = await store.readAll({ after: position, upTo, limit: PAGE, filter });
    for (const { metadata, stream } of page.events) {
      const { desk } = metadata;
      if (desk === undefined) continue;
      const tickets = touched.get(desk) ?? new Set();
      touched.set(desk, tickets.add(stream.slice('ticket-'.length)));
    }
    seen += page.events.length;
    if (seen > MOST_EVENTS) return undefined;
    // A page that ends where it began has nothing more to give.
    if (page.position <= position) break;
    position = page.position;
  }
  return touched;
}

/** The present rows of these tickets. They may be newer than the events that named them: then those come once more. */
export async function changesOf(
  readStore: ReadStore,
  desk: string,
  tickets: ReadonlySet<string>,
): Promise<QueueChanges> {
  const { standing, gone } = await queueStandings(readStore, desk, [...tickets]);
  return { changed: standing, removed: gone };
}

export async function queuePosition(readStore: ReadStore): Promise<Position> {
  return (await readStore.waitForPosition(queueProjection.name, BEGINNING, 0)).position;
}
