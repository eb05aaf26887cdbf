import { type Position } from '#event-sourcing';
import { type ReadStore } from '../read-store.js';
import { type Row, viewName } from '../tables/runnable-projection.js';
import { columnList, type TableColumn } from '../tables/table-set.js';
import { type HistoryOf, type HistoryPage, type HistoryPageOptions } from './page.js';
import { beyond, matching, pageOf, placeColumns, tablesOf } from './page-conditions.js';

export interface NewestPage<R> extends HistoryPage<R> {
  /** What the page shows: everything up to here and nothing beyond. */
  readonly position: Position;
  /** Rows of the whole set at that position, conditions left aside. */
  readonly total: number;
}

export interface NewestPageOptions<R> extends Omit<HistoryPageOptions<R>, 'at'> {
  /** Only if this is still the newest position. */
  readonly at?: Position;
}

/**
 * The newest page of a set-shaped read model with its size and its position, in one statement: one statement sees one
 * snapshot, so what it finds belongs together, and the same position gives the same page later from row history.
 *
 * @returns undefined where this version is not live, or is not at `at` (any more): see historyPage.
 */
export async function newestPage<R extends object>(
  store: ReadStore,
  projection: HistoryOf<R>,
  options: NewestPageOptions<R>,
): Promise<NewestPage<R> | undefined> {
  const { set, history } = tablesOf(projection);
  const place = placeColumns(set, history);
  const { at, after, where = {}, limit } = options;
  const params: unknown[] = [options.partition, projection.name, projection.version, at ?? null];
  const rowsWanted = `$${params.push(limit + 1)}`;
  const conditions = [
    `h.${history.partition.sql} = $1`,
    ...(history.member === undefined ? [] : [`h.${history.member.sql}`]),
    ...matching(set, where, params),
    ...beyond(place, after, params),
  ];
  const text = `SELECT checkpoint.position,
      (SELECT z.live FROM ${history.sizes} z WHERE z.part = $1 ORDER BY z.position DESC LIMIT 1), page.*
    FROM (SELECT position FROM read.projections
          WHERE name = $2 AND version = $3 AND CASE WHEN $4::text IS NULL THEN live ELSE position = $4 END) checkpoint
    LEFT JOIN LATERAL (
      SELECT true, ${columnList(history.columns, 'h.')} FROM ${set.rows} h
      WHERE ${conditions.join(' AND ')} ORDER BY ${columnList(place, 'h.')} LIMIT ${rowsWanted}) page ON true`;
  // Prepared only where nothing is filtered: a plan for each set of filters would stay on every connection.
  const name =
    Object.keys(where).length === 0
      ? { name: `newest ${viewName(projection)}${after === undefined ? '' : ' after'}` }
      : {};
  const { rows } = await store.pool.query<unknown[]>({ ...name, text, values: params, rowMode: 'array' });
  const [first] = rows;
  if (first === undefined) return undefined;
  const [position, total, isRow] = first as [Position, number | null, true | null];
  const found = isRow === null ? [] : rows.map((values) => rowOf(history.columns, values));
  return { ...pageOf<R>(found, limit, place), position, total: total ?? 0 };
}

const BEFORE_COLUMNS = 3;

function rowOf(columns: readonly TableColumn[], values: readonly unknown[]): Row {
  const row: Record<string, unknown> = {};
  columns.forEach((column, i) => (row[column.name] = values[BEFORE_COLUMNS + i]));
  return row;
}
