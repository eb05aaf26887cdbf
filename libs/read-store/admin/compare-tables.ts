import type pg from 'pg';
import { quote } from '../tables/identifiers.js';
import { type TableSet } from '../tables/table-set.js';

/** A place where the live tables are not what the log says. Values are not told: they may be personal. */
export interface Difference {
  readonly table: 'rows' | 'history' | 'buckets' | 'sizes';
  /** `missing`: the log gives it, the live table lacks it. `unexpected`: the other way round. */
  readonly kind: 'missing' | 'unexpected' | 'different';
  readonly key: Readonly<Record<string, unknown>>;
  /** Names of the columns that differ. */
  readonly columns: readonly string[];
}

interface Comparison {
  readonly table: Difference['table'];
  readonly live: string;
  readonly rebuilt: string;
  readonly key: readonly string[];
  readonly values: readonly string[];
}

/** What is to be compared of two copies of one version. */
export function comparisons(live: TableSet, rebuilt: TableSet): Comparison[] {
  const key = live.key.map((column) => column.name);
  const columns = live.columns.map((column) => column.name);
  const rows: Comparison = { table: 'rows', live: live.rows, rebuilt: rebuilt.rows, ...split(key, columns) };
  if (live.history === undefined || rebuilt.history === undefined) return [rows];
  const [a, b] = [live.history, rebuilt.history];
  const stateKey = [...new Set([a.partition.name, 'bucket', ...key, 'from_position'])];
  return [
    rows,
    {
      table: 'history',
      live: a.states,
      rebuilt: b.states,
      ...split(stateKey, [...a.columns.map((column) => column.name), 'to_position']),
    },
    {
      table: 'buckets',
      live: a.buckets,
      rebuilt: b.buckets,
      ...split(['part', 'bucket'], ['starts_at', 'changes', 'live']),
    },
    { table: 'sizes', live: a.sizes, rebuilt: b.sizes, ...split(['part', 'position'], ['live']) },
  ];
}

function split(key: readonly string[], columns: readonly string[]): Pick<Comparison, 'key' | 'values'> {
  return { key, values: columns.filter((name) => !key.includes(name)) };
}

const FETCH = 1_000;

/** Compares in the database, row by row, within the caller's snapshot; only differences come over, a thousand at a time. */
export async function* compareTables(
  client: pg.PoolClient,
  comparison: Comparison,
): AsyncGenerator<Difference> {
  await client.query(`DECLARE differences NO SCROLL CURSOR FOR ${comparisonSql(comparison)}`);
  try {
    for (;;) {
      const { rows } = await client.query<{
        kind: Difference['kind'];
        key: Record<string, unknown>;
        columns: string[];
      }>(`FETCH ${FETCH} FROM differences`);
      for (const { kind, key, columns } of rows) yield { table: comparison.table, kind, key, columns };
      if (rows.length < FETCH) return;
    }
  } finally {
    await client.query('CLOSE differences');
  }
}

function comparisonSql({ live, rebuilt, key, values }: Comparison): string {
  const on = key.map((name) => `l.${quote(name)} = r.${quote(name)}`).join(' AND ');
  // Key columns are never null, so a null there means that the side has no such row.
  const probe = quote(key[0] ?? '');
  const differs = values.map(
    (name) => `CASE WHEN l.${quote(name)} IS DISTINCT FROM r.${quote(name)} THEN '${name}' END`,
  );
  const columns = `array_remove(ARRAY[${differs.join(', ')}]::text[], NULL)`;
  const keyJson = key.map((name) => `'${name}', coalesce(l.${quote(name)}, r.${quote(name)})`).join(', ');
  return `SELECT kind, key, CASE kind WHEN 'different' THEN columns ELSE '{}' END AS columns FROM (
      SELECT CASE WHEN l.${probe} IS NULL THEN 'missing' WHEN r.${probe} IS NULL THEN 'unexpected' ELSE 'different' END AS kind,
        jsonb_build_object(${keyJson}) AS key, ${columns} AS columns
      FROM ${live} l FULL JOIN ${rebuilt} r ON ${on}) compared
    WHERE kind <> 'different' OR columns <> '{}'`;
}
