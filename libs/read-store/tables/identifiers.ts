/** Leaves room for the version and `_history` within PostgreSQL's 63 bytes. */
const TABLE_NAME = /^[a-z][a-z0-9_]{0,39}$/;
const COLUMN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,57}$/;

export function checkedTableName(name: string): string {
  if (!TABLE_NAME.test(name)) throw new TypeError(`not a table name: ${JSON.stringify(name)}`);
  return name;
}

export function checkedColumnName(name: string): string {
  if (!COLUMN_NAME.test(name)) throw new TypeError(`not a column name: ${JSON.stringify(name)}`);
  return name;
}

export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A relation of schema `read`. */
export function inRead(table: string): string {
  return `read.${quote(table)}`;
}
