import { createHash } from 'node:crypto';
import { type Column, type ColumnType } from '#event-sourcing';
import { type RunnableProjection } from './runnable-projection.js';
import { checkedColumnName, checkedTableName, inRead, quote } from './identifiers.js';

export interface TableColumn {
  readonly name: string;
  /** Quoted. */
  readonly sql: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
}

/**
 * The tables of one copy of one projection version: the rows, and for row history the states, where its buckets begin,
 * and how many rows were live when. A rebuild or a check makes another copy beside them.
 */
export interface TableSet {
  /** Bare name of the table of rows, `queue_v3`. */
  readonly base: string;
  readonly rows: string;
  readonly columns: readonly TableColumn[];
  readonly key: readonly TableColumn[];
  readonly indexes: readonly string[];
  readonly definitions: Readonly<Record<string, Column>>;
  readonly history: HistoryTables | undefined;
}

export interface HistoryTables {
  readonly states: string;
  readonly buckets: string;
  readonly sizes: string;
  readonly partition: TableColumn;
  readonly order: TableColumn;
  /** True for rows of the set; absent when all rows are. */
  readonly member: TableColumn | undefined;
  /** What a state holds of its row. */
  readonly columns: readonly TableColumn[];
}

/** Suffixes of the tables of a set, the rows' own first. */
export const HISTORY_SUFFIXES = ['_history', '_buckets', '_sizes'] as const;

/** @param copy `''` for the tables that queries read, otherwise `_rebuild` or `_verify`. */
export function tableSet(projection: RunnableProjection, copy = ''): TableSet {
  const { table, version } = projection;
  const base = `${checkedTableName(table.name)}_v${version}${copy}`;
  const columns = Object.entries(table.columns).map(([name, column]) => ({
    name: checkedColumnName(name),
    sql: quote(name),
    type: column.type,
    nullable: column.nullable === true,
  }));
  const named = (name: string): TableColumn => {
    const column = columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw new TypeError(`table ${table.name} has no column ${name}`);
    return column;
  };
  const key = table.key.map(named);
  if (key.length === 0) throw new TypeError(`table ${table.name} has no key`);
  return {
    base,
    rows: inRead(base),
    columns,
    key,
    indexes: table.indexes ?? [],
    definitions: table.columns,
    history: table.history && {
      states: inRead(base + HISTORY_SUFFIXES[0]),
      buckets: inRead(base + HISTORY_SUFFIXES[1]),
      sizes: inRead(base + HISTORY_SUFFIXES[2]),
      partition: textColumn(named(table.history.partition), table.name),
      order: textColumn(named(table.history.order), table.name),
      member: table.history.member === undefined ? undefined : named(table.history.member),
      columns: columns.filter(({ name }) => table.history?.omits?.includes(name) !== true),
    },
  };
}

function textColumn(column: TableColumn, table: string): TableColumn {
  if (column.type !== 'text' || column.nullable) {
    throw new TypeError(
      `column ${column.name} of ${table} orders row history: it must be text and never null`,
    );
  }
  return column;
}

/** Tells whether the tables of a version still are what its projection describes. */
export function shapeOf({ table }: RunnableProjection): string {
  const shape = [
    table.name,
    Object.entries(table.columns),
    table.key,
    table.indexes ?? [],
    table.history ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(shape)).digest('hex').slice(0, 32);
}

export function columnList(columns: readonly TableColumn[], prefix = ''): string {
  return columns.map((column) => prefix + column.sql).join(', ');
}
