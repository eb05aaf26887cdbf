import { type Position } from '#event-sourcing';
import { type ReadStore } from '../read-store.js';
import { type RunnableProjection } from '../tables/runnable-projection.js';
import { tableSet } from '../tables/table-set.js';

/** A state of the row that stood last in the order, and the positions `[from, to)` between which it held. */
export interface SoughtState {
  readonly order: string;
  readonly from: Position;
  /** Undefined while it holds. */
  readonly to: Position | undefined;
}

/**
 * The last state whose order value is not beyond `limit`, in a partition whose order value never goes back: a clock.
 *
 * Buckets are tried from the newest on by their first state, so this costs an index look-up per bucket that lies beyond.
 *
 * @returns undefined when even the first state lies beyond.
 */
export async function lastStateUpTo(
  store: ReadStore,
  projection: RunnableProjection,
  partition: string,
  limit: string,
): Promise<SoughtState | undefined> {
  const { history } = tableSet(projection);
  if (history === undefined) throw new TypeError(`${projection.name} keeps no row history`);
  const order = `h.${history.order.sql}`;
  const within = `FROM ${history.states} h WHERE h.${history.partition.sql} = $1 AND h.bucket`;
  const { rows } = await store.pool.query<{ order: string; from: Position; to: Position | null }>(
    `SELECT ${order} AS "order", h.from_position AS "from", h.to_position AS "to" ${within} = (
       SELECT b.bucket FROM ${history.buckets} b
       WHERE b.part = $1 AND (SELECT ${order} ${within} = b.bucket ORDER BY ${order} LIMIT 1) <= $2
       ORDER BY b.bucket DESC LIMIT 1)
     AND ${order} <= $2 ORDER BY ${order} DESC, h.from_position DESC LIMIT 1`,
    [partition, limit],
  );
  const [state] = rows;
  return state && { order: state.order, from: state.from, to: state.to ?? undefined };
}
