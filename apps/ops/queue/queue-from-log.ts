import { BEGINNING, type EventCodec, type EventStore, type Position } from '#event-sourcing';
import { queueProjection, type QueueRow, type TicketEvent } from '#tickets';

const PAGE = 2_000;

/**
 * The queue of a moment from the log alone: every event up to there, folded, and nothing else asked. It is what the read model
 * is compared with, so it must not share its tables.
 *
 * @param until ISO 8601 UTC; what was decided at that instant is in it. Absent: the end of the log.
 */
export async function queueFromLog(
  { store, codec }: { readonly store: EventStore; readonly codec: EventCodec },
  desk: string,
  until?: string,
): Promise<readonly QueueRow[]> {
  const rows = new Map<string, QueueRow>();
  let after: Position = BEGINNING;
  for (;;) {
    const page = await store.readAll({ after, limit: PAGE, filter: { categories: ['ticket'] } });
    const envelopes = await codec.decodeBatch<TicketEvent>(page.events, {
      personal: 'omit',
      unknown: 'skip',
    });
    for (const envelope of envelopes) {
      const { desk: of, decidedAt } = envelope.metadata;
      if (of !== desk) continue;
      // The desk's clock never goes back, so the first event beyond the moment ends it.
      if (until !== undefined && decidedAt > until) return inOrder(rows);
      for (const key of queueProjection.keys(envelope)) {
        const row = queueProjection.evolve(rows.get(key), envelope, key);
        if (row === undefined) rows.delete(key);
        else rows.set(key, row);
      }
    }
    if (page.caughtUp || page.position === after) return inOrder(rows);
    after = page.position;
  }
}

function inOrder(rows: ReadonlyMap<string, QueueRow>): readonly QueueRow[] {
  return [...rows.values()]
    .filter((row) => row.in_queue)
    .sort((a, b) => (a.sort_key < b.sort_key ? -1 : a.sort_key > b.sort_key ? 1 : 0));
}
