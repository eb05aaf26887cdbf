import { inRead, quote } from './identifiers.js';
import { columnList, HISTORY_SUFFIXES, type TableColumn, type TableSet } from './table-set.js';

/** Dead rows at the front of a queue's index slow its first page, so these tables are vacuumed early. */
const VACUUM = 'autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05';

/** Statements that make the empty tables of a set. */
export function createTables(set: TableSet): string[] {
  const key = columnList(set.key);
  const definitions = (columns: readonly TableColumn[]) =>
    columns.map((column) => columnSql(set, column)).join(', ');
  const statements = [
    `CREATE TABLE ${set.rows} (${definitions(set.columns)}, PRIMARY KEY (${key}))
       WITH (fillfactor = 85, ${VACUUM})`,
    ...set.indexes.map((index) => `CREATE INDEX ON ${set.rows} ${index}`),
  ];
  if (set.history === undefined) return statements;
  const { states, buckets, sizes, partition, order } = set.history;
  return [
    ...statements,
    `CREATE TABLE ${states} (
       bucket integer NOT NULL,
       from_position text COLLATE "C" NOT NULL,
       to_position text COLLATE "C",
       ${definitions(set.history.columns)}
     ) WITH (${VACUUM})`,
    // Pages: one bucket holds what was live at its start and what changed since; the interval is read from the index.
    `CREATE UNIQUE INDEX ON ${states} (${partition.sql}, bucket, ${order.sql}, ${key}, from_position) INCLUDE (to_position)`,
    // Ending the state of a row: there is at most one open state of a key in a bucket.
    `CREATE INDEX ON ${states} (${key}, bucket) WHERE to_position IS NULL`,
    `CREATE TABLE ${buckets} (
       part text COLLATE "C" NOT NULL,
       bucket integer NOT NULL,
       starts_at text COLLATE "C" NOT NULL,
       changes integer NOT NULL,
       live integer NOT NULL,
       PRIMARY KEY (part, bucket)
     ) WITH (fillfactor = 70, ${VACUUM})`,
    `CREATE TABLE ${sizes} (
       part text COLLATE "C" NOT NULL,
       position text COLLATE "C" NOT NULL,
       live integer NOT NULL,
       PRIMARY KEY (part, position)
     ) WITH (${VACUUM})`,
  ];
}

function columnSql(set: TableSet, column: TableColumn): string {
  const byteOrder = set.definitions[column.name]?.byteOrder === true || ordersHistory(set, column);
  const collate = byteOrder ? ' COLLATE "C"' : '';
  return `${column.sql} ${column.type}${collate}${column.nullable ? '' : ' NOT NULL'}`;
}

function ordersHistory({ history }: TableSet, column: TableColumn): boolean {
  return column === history?.partition || column === history?.order;
}

/** Bare names of all tables that a set may have, its history's first. */
export function tableNames(base: string): string[] {
  return [...HISTORY_SUFFIXES.map((suffix) => base + suffix), base];
}

export function dropTables(base: string): string {
  return `DROP TABLE IF EXISTS ${tableNames(base).map(inRead).join(', ')}`;
}

/** Puts the tables of one copy in the place of another's, which must be gone. */
export function renameTables(from: string, to: string): string[] {
  return tableNames(from).map((name) => {
    const target = to + name.slice(from.length);
    return `ALTER TABLE IF EXISTS ${inRead(name)} RENAME TO ${quote(target)}`;
  });
}

/** Points the view at a version. It is made anew, because versions differ in their columns. */
export function pointView(view: string, base: string): string[] {
  return [
    `DROP VIEW IF EXISTS ${inRead(view)}`,
    `CREATE VIEW ${inRead(view)} AS SELECT * FROM ${inRead(base)}`,
  ];
}
