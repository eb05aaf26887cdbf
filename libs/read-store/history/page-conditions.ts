import { type Row, type RunnableProjection } from '../tables/runnable-projection.js';
import {
  columnList,
  type HistoryTables,
  type TableColumn,
  tableSet,
  type TableSet,
} from '../tables/table-set.js';
import { type HistoryPage, type PlaceInOrder } from './page.js';

/** @throws TypeError for a projection without row history. */
export function tablesOf(projection: RunnableProjection): { set: TableSet; history: HistoryTables } {
  const set = tableSet(projection);
  if (set.history === undefined) throw new TypeError(`${projection.name} keeps no row history`);
  return { set, history: set.history };
}

export function placeColumns(set: TableSet, history: HistoryTables): readonly TableColumn[] {
  return [history.order, ...set.key];
}

/** @param rows one more than the limit where there is a next page. */
export function pageOf<R>(
  rows: readonly Row[],
  limit: number,
  place: readonly TableColumn[],
): HistoryPage<R> {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { rows: page as R[], next: last && place.map((column) => last[column.name] as string | number) };
}

/** Conditions on `h`; each adds its values to `params`. */
export function beyond(
  place: readonly TableColumn[],
  after: PlaceInOrder | undefined,
  params: unknown[],
): string[] {
  if (after === undefined) return [];
  if (after.length !== place.length)
    throw new TypeError('a place in the order has its order value and its key');
  const values = after.map((value, i) => `$${params.push(value)}::${place[i]?.type}`);
  return [`(${columnList(place, 'h.')}) > (${values.join(', ')})`];
}

/** What held at a position. $1: the partition, $2: the position. */
export function within({ buckets, partition }: HistoryTables): string[] {
  return [
    `h.${partition.sql} = $1`,
    `h.bucket = (SELECT b.bucket FROM ${buckets} b WHERE b.part = $1 AND b.starts_at <= $2 ORDER BY b.bucket DESC LIMIT 1)`,
    `h.from_position <= $2`,
    `(h.to_position IS NULL OR h.to_position > $2)`,
  ];
}

export function matching(set: TableSet, where: object | undefined, params: unknown[]): string[] {
  return Object.entries(where ?? {}).map(([name, value]) => {
    const column = set.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new TypeError(`no column ${name}`);
    if (value === null || value === undefined) return `h.${column.sql} IS NULL`;
    return `h.${column.sql} = $${params.push(column.type === 'jsonb' ? JSON.stringify(value) : value)}::${column.type}`;
  });
}
