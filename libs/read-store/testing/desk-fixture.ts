import { type EventEnvelope, type EventStore, type Projection, streamName } from '#event-sourcing';
import { type DecodeBatch } from '../index.js';

/** A little desk whose tickets come, move and go: enough to try everything that the runner promises. */
export type DeskEvent =
  | {
      readonly type: 'Came';
      readonly data: { readonly ticket: string; readonly desk: string; readonly rank: number };
    }
  | {
      readonly type: 'Moved';
      readonly data: { readonly ticket: string; readonly rank: number; readonly desk?: string };
    }
  | { readonly type: 'Slept'; readonly data: { readonly ticket: string; readonly asleep: boolean } }
  | { readonly type: 'Left'; readonly data: { readonly ticket: string } }
  | { readonly type: 'Unrelated'; readonly data: Record<string, never> };

export type QueueRow = {
  readonly ticket: string;
  readonly desk: string;
  readonly sort: string;
  readonly rank: number;
  readonly inQueue: boolean;
  readonly note: string | null;
  readonly changedAt: string;
  readonly seen: readonly string[];
};

export const sortKey = (rank: number): string => String(rank).padStart(3, '0');

export const queueProjection: Projection<QueueRow, DeskEvent> = {
  name: 'queue',
  version: 1,
  table: {
    name: 'queue',
    key: ['ticket'],
    columns: {
      ticket: { type: 'text' },
      desk: { type: 'text' },
      sort: { type: 'text', byteOrder: true },
      rank: { type: 'integer' },
      inQueue: { type: 'boolean' },
      note: { type: 'text', nullable: true },
      changedAt: { type: 'timestamptz' },
      seen: { type: 'jsonb' },
    },
    indexes: ['("desk", "sort", "ticket")'],
    history: { partition: 'desk', order: 'sort', member: 'inQueue' },
  },
  handles: ['Came', 'Moved', 'Slept', 'Left'],
  keys: ({ event }) => (event.type === 'Unrelated' ? [] : [event.data.ticket]),
  evolve(row, { event, recordedAt }) {
    switch (event.type) {
      case 'Came':
        return {
          ticket: event.data.ticket,
          desk: event.data.desk,
          rank: event.data.rank,
          sort: sortKey(event.data.rank),
          inQueue: true,
          note: event.data.rank % 2 === 0 ? 'even "quoted" \\ {x,y}' : null,
          changedAt: recordedAt,
          seen: ['Came'],
        };
      case 'Moved':
        return (
          row && {
            ...row,
            desk: event.data.desk ?? row.desk,
            rank: event.data.rank,
            sort: sortKey(event.data.rank),
            changedAt: recordedAt,
            seen: [...row.seen, 'Moved'],
          }
        );
      case 'Slept':
        return row === undefined || row.inQueue !== event.data.asleep
          ? row
          : { ...row, inQueue: !event.data.asleep };
      case 'Left':
        return undefined;
      case 'Unrelated':
        return row;
    }
  },
};

export type TotalRow = { readonly desk: string; readonly came: number; readonly moved: number };

/** Many events touch one row, so that a double or a missing fold shows. */
export const totalsProjection: Projection<TotalRow, DeskEvent> = {
  name: 'totals',
  version: 1,
  table: {
    name: 'totals',
    key: ['desk'],
    columns: { desk: { type: 'text' }, came: { type: 'bigint' }, moved: { type: 'bigint' } },
  },
  handles: ['Came', 'Moved'],
  keys: () => ['all'],
  evolve: (row, { event }) => ({
    desk: 'all',
    came: (row?.came ?? 0) + (event.type === 'Came' ? 1 : 0),
    moved: (row?.moved ?? 0) + (event.type === 'Moved' ? 1 : 0),
  }),
};

/** Events as they stand in the log, without a codec: nothing is sealed and nothing is upcast. */
export const decodePlain: DecodeBatch = async (events) =>
  events.map(
    ({ type, data, metadata, ...rest }) =>
      ({ ...rest, metadata, event: { type, data } }) as unknown as EventEnvelope,
  );

/** Appends each event to the stream of its own, in order. */
export async function append(store: EventStore, events: readonly DeskEvent[]): Promise<void> {
  for (const event of events) {
    const id = crypto.randomUUID();
    await store.append(streamName('ticket', id), 0, [
      { id, type: event.type, data: event.data, metadata: { schemaVersion: '1' } },
    ]);
  }
}
