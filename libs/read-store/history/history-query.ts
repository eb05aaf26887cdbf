import { type Position } from '#event-sourcing';
import { checkPosition } from '../basis/basis.js';
import { ViewRetired } from '../errors.js';
import { type ReadStore } from '../read-store.js';
import { type Row, type RunnableProjection, viewName } from '../tables/runnable-projection.js';
import { columnList, type HistoryTables, type TableSet } from '../tables/table-set.js';
import { newestPage } from './newest-page.js';
import { type HistoryOf, type HistoryPage, type HistoryPageOptions } from './page.js';
import { beyond, matching, pageOf, placeColumns, tablesOf, within } from './page-conditions.js';

/**
 * One page of a set-shaped read model as it was at a position, in its order.
 *
 * Looks only into the bucket of row history that covers the position, which holds what was live at its start and what
 * changed since; which of its states held is read from the index alone.
 *
 * @throws BasisError `position-unknown`, `position-not-reached`; ViewRetired when this version was dropped.
 */
export async function historyPage<R extends object>(
  store: ReadStore,
  projection: HistoryOf<R>,
  options: HistoryPageOptions<R>,
): Promise<HistoryPage<R>> {
  const { set, history } = tablesOf(projection);
  const place = placeColumns(set, history);
  const { at, checkpoint } = await checkedPosition(store, projection, options.at);
  // The newest rows stand in a table of their own, where no ended state is in the way.
  const newest = at === checkpoint ? await newestPage(store, projection, { ...options, at }) : undefined;
  return newest ?? pageOf(await pastRows(store, set, history, options), options.limit, place);
}

/** The inner query is answered by the index of pages; only the rows of the page are fetched. */
async function pastRows<R extends object>(
  { pool }: ReadStore,
  set: TableSet,
  history: HistoryTables,
  options: HistoryPageOptions<R>,
): Promise<Row[]> {
  const place = placeColumns(set, history);
  const params: unknown[] = [options.partition, options.at];
  const conditions = [
    ...within(history),
    ...matching(set, options.where, params),
    ...beyond(place, options.after, params),
  ];
  const { rows } = await pool.query<Row>(
    `SELECT ${columnList(history.columns, 's.')} FROM (
       SELECT h.bucket, h.from_position, ${columnList(place, 'h.')} FROM ${history.states} h
       WHERE ${conditions.join(' AND ')}
       ORDER BY ${columnList(place, 'h.')} LIMIT $${params.push(options.limit + 1)}) page
     JOIN ${history.states} s ON s.${history.partition.sql} = $1 AND s.bucket = page.bucket
       AND (${columnList(place, 's.')}) = (${columnList(place, 'page.')}) AND s.from_position = page.from_position
     ORDER BY ${columnList(place, 's.')}`,
    params,
  );
  return rows;
}

/**
 * How many rows the set had at a position. Without a condition it was counted when it changed; with one, the bucket is
 * looked through.
 *
 * @throws as historyPage
 */
export async function historyCount<R extends object>(
  store: ReadStore,
  projection: HistoryOf<R>,
  options: Pick<HistoryPageOptions<R>, 'partition' | 'at' | 'where'>,
): Promise<number> {
  const { set, history } = tablesOf(projection);
  const { at } = await checkedPosition(store, projection, options.at);
  const params: unknown[] = [options.partition, at];
  const conditions = matching(set, options.where, params);
  const { rows } = await store.pool.query<{ n: number }>(
    conditions.length === 0
      ? `SELECT live AS n FROM ${history.sizes} WHERE part = $1 AND position <= $2 ORDER BY position DESC LIMIT 1`
      : `SELECT count(*)::int AS n FROM ${history.states} h WHERE ${[...within(history), ...conditions].join(' AND ')}`,
    params,
  );
  return rows[0]?.n ?? 0;
}

async function checkedPosition(
  store: ReadStore,
  projection: RunnableProjection,
  at: Position,
): Promise<{ readonly at: Position; readonly checkpoint: Position }> {
  const { rows } = await store.pool.query<{ position: Position }>({
    name: 'version-position',
    text: 'SELECT position FROM read.projections WHERE name = $1 AND version = $2',
    values: [projection.name, projection.version],
  });
  if (rows[0] === undefined) throw new ViewRetired(viewName(projection));
  const checkpoint = rows[0].position;
  return { at: checkPosition(at, checkpoint), checkpoint };
}
