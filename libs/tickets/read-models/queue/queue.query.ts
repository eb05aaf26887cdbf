import { type Position } from '#event-sourcing';
import {
  historyCount,
  historyPage,
  newestPage,
  type NewestPage,
  type NewestPageOptions,
  type PlaceInOrder,
  type ReadStore,
} from '#read-store';
import { type Answered, answered } from '../answer-names.js';
import { commonPosition } from '../common-position.js';
import { queueProjection, type QueueRow } from './queue.projection.js';

/** A ticket in the queue, as lists show it. */
export type QueueEntry = Answered<Omit<QueueRow, 'summary' | 'in_queue' | 'sort_key'>>;

export interface QueuePage {
  readonly entries: readonly QueueEntry[];
  /** Tickets in the whole queue of that moment, filters left aside. */
  readonly total: number;
  /** The page shows this moment, whether it was asked for or is the newest. */
  readonly position: Position;
  /** `name@version` of the view that answered. */
  readonly view: string;
  readonly next: PlaceInOrder | undefined;
}

export interface QueueQuestion {
  readonly desk: string;
  /** Newest when absent. */
  readonly at?: Position;
  readonly after?: PlaceInOrder;
  readonly limit: number;
  readonly where?: Partial<Pick<QueueRow, 'assignee' | 'priority' | 'waiting_for' | 'customer' | 'tariff'>>;
}

export const QUEUE_VIEW = `${queueProjection.name}@${queueProjection.version}`;

/**
 * A page of a desk's queue. The newest one comes from the rows themselves, in one statement; once the view has moved on, the
 * same position is read from row history. So the same basis gives the same page for ever.
 *
 * @throws BasisError `position-unknown`, `position-not-reached`; ViewRetired
 */
export async function queuePage(store: ReadStore, question: QueueQuestion): Promise<QueuePage> {
  const { desk, at, ...page } = question;
  const asked = { ...page, partition: desk };
  const newest = await newestPage<QueueRow>(store, queueProjection, {
    ...asked,
    ...(at !== undefined && { at }),
  });
  const { rows, next, total, position } = newest ?? (await pastPage(store, asked, at));
  return { entries: rows.map(queueEntry), total, position, view: QUEUE_VIEW, next };
}

async function pastPage(
  store: ReadStore,
  asked: Omit<NewestPageOptions<QueueRow>, 'at'>,
  at: Position | undefined,
): Promise<NewestPage<QueueRow>> {
  const position = at ?? (await commonPosition(store, [queueProjection.name]));
  const [page, total] = await Promise.all([
    historyPage<QueueRow>(store, queueProjection, { ...asked, at: position }),
    historyCount<QueueRow>(store, queueProjection, { partition: asked.partition, at: position }),
  ]);
  return { ...page, total, position };
}

/** A row as lists show it. */
export function queueEntry({ summary: _, in_queue: __, sort_key: ___, ...entry }: QueueRow): QueueEntry {
  return answered(entry);
}

/** How these tickets stand in a desk's queue now. */
export interface QueueStandings {
  /** `order` sorts the queue by bytes. */
  readonly standing: readonly (QueueEntry & { readonly order: string })[];
  /** Ids of those that are in the queue no more. */
  readonly gone: readonly string[];
}

export async function queueStandings(
  store: ReadStore,
  desk: string,
  tickets: readonly string[],
): Promise<QueueStandings> {
  const { rows } = await store.query<QueueRow>(
    queueProjection.name,
    `SELECT * FROM read.queue WHERE desk = $1 AND ticket = ANY($2::uuid[])`,
    [desk, tickets],
  );
  return {
    standing: rows.filter((row) => row.in_queue).map((row) => ({ ...queueEntry(row), order: row.sort_key })),
    gone: rows.filter((row) => !row.in_queue).map(({ ticket }) => ticket),
  };
}
