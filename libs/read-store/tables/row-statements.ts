import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type ColumnType } from '#event-sourcing';
import { arrayLiteral, jsonLines } from './array-literal.js';
import { columnList, type TableColumn, type TableSet } from './table-set.js';
import { type Row } from './runnable-projection.js';

/** A statement prepared once per connection; its name follows from its text, so that two texts never share one. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export function statement(text: string): Statement {
  return { name: createHash('sha256').update(text).digest('hex').slice(0, 40), text };
}

/** @returns the number of rows that the statement touched. */
export async function runStatement(
  client: pg.PoolClient,
  { name, text }: Statement,
  values: unknown[],
): Promise<number> {
  const { rowCount } = await client.query({ name, text, values });
  return rowCount ?? 0;
}

/** `unnest($1::text[], $2::integer[], …)`, starting at parameter `first`; JSON comes as lines of one text. */
export function unnest(columns: readonly { readonly type: ColumnType }[], first = 1): string {
  const arrays = columns.map(({ type }, i) =>
    type === 'jsonb'
      ? `string_to_array($${i + first}::text, E'\\n', '')::jsonb[]`
      : `$${i + first}::${type}[]`,
  );
  return `unnest(${arrays.join(', ')})`;
}

/** One array a column, from row-wise values, as `unnest` takes them. */
export function columnArrays(columns: readonly TableColumn[], rows: readonly Row[]): (string | Buffer)[] {
  return columns.map(({ name, type }) => {
    const values = rows.map((row) => row[name]);
    return type === 'jsonb' ? jsonLines(values) : arrayLiteral(type, values);
  });
}

/** One array literal per key column, from joined keys. */
export function keyArrays(set: TableSet, keys: readonly string[]): string[] {
  const [only, second] = set.key;
  if (only !== undefined && second === undefined) return [arrayLiteral('text', keys)];
  const parts = keys.map((key) => key.split('\u001f'));
  return set.key.map((_, i) =>
    arrayLiteral(
      'text',
      parts.map((part) => part[i] ?? ''),
    ),
  );
}

/** Key columns by alias `k`, to join or compare with. */
export function keyMatch(set: TableSet, table: string): string {
  return set.key.map((column) => `${table}.${column.sql} = k.${column.sql}`).join(' AND ');
}

export interface RowStatements {
  readonly load: Statement;
  /** Text of the COPY that takes rows which are new. */
  readonly copy: string;
  readonly upsert: Statement;
  readonly remove: Statement;
}

export function rowStatements(set: TableSet): RowStatements {
  const keys = `${unnest(set.key)} AS k (${columnList(set.key)})`;
  const rest = set.columns.filter((column) => !set.key.includes(column));
  const onConflict =
    rest.length === 0
      ? 'DO NOTHING'
      : `DO UPDATE SET ${rest.map((column) => `${column.sql} = excluded.${column.sql}`).join(', ')}`;
  return {
    load: statement(
      `SELECT ${columnList(set.columns, 't.')} FROM ${keys} JOIN ${set.rows} t ON ${keyMatch(set, 't')}`,
    ),
    copy: copyStatement(set.rows, columnList(set.columns)),
    upsert: statement(
      `INSERT INTO ${set.rows} (${columnList(set.columns)}) SELECT * FROM ${unnest(set.columns)}
       ON CONFLICT (${columnList(set.key)}) ${onConflict}`,
    ),
    remove: statement(`DELETE FROM ${set.rows} t USING ${keys} WHERE ${keyMatch(set, 't')}`),
  };
}

export function copyStatement(table: string, columns: string): string {
  return `COPY ${table} (${columns}) FROM STDIN`;
}
