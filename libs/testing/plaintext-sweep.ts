import pg from 'pg';

export interface SweepHit {
  /** `schema.table` */
  readonly table: string;
  readonly column: string;
  readonly sentinel: string;
  readonly rows: number;
}

export interface SweepReport {
  /** Every `schema.table.column` that was looked at, so that a test can see that the sweep saw what it should. */
  readonly columns: readonly string[];
  readonly hits: readonly SweepHit[];
}

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

const COLUMNS = `
  SELECT n.nspname AS schema, c.relname AS table, a.attname AS column, format_type(a.atttypid, NULL) AS type
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE c.relkind IN ('r', 'm') AND n.nspname = ANY ($1)
  ORDER BY 1, 2, a.attnum`;

/**
 * Looks for planted values in every column of every table of the schemas, in clear and in the usual disguises (other
 * case, JSON escapes, hex, base64, UTF-16).
 *
 * @param url as a role that may read all of it.
 * @param sentinels rare texts; a short or common one gives false hits.
 */
export async function sweepForPlaintext(
  url: string,
  schemas: readonly string[],
  sentinels: readonly string[],
): Promise<SweepReport> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows: columns } = await client.query<ColumnRow>(COLUMNS, [schemas]);
    const hits: SweepHit[] = [];
    for (const column of columns) {
      for (const sentinel of sentinels) {
        const rows = await rowsWith(client, column, sentinel);
        if (rows > 0)
          hits.push({ table: `${column.schema}.${column.table}`, column: column.column, sentinel, rows });
      }
    }
    return { columns: columns.map(({ schema, table, column }) => `${schema}.${table}.${column}`), hits };
  } finally {
    await client.end();
  }
}

async function rowsWith(client: pg.Client, column: ColumnRow, sentinel: string): Promise<number> {
  const table = `${pg.escapeIdentifier(column.schema)}.${pg.escapeIdentifier(column.table)}`;
  const value = `swept.${pg.escapeIdentifier(column.column)}`;
  const asText = `EXISTS (SELECT FROM unnest($1::text[]) needle WHERE position(needle IN ${value}::text) > 0)`;
  const asBytes = `EXISTS (SELECT FROM unnest($1::bytea[]) needle WHERE position(needle IN ${value}) > 0)`;
  const binary = column.type === 'bytea';
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${table} AS swept WHERE ${binary ? asBytes : asText}`,
    [binary ? byteDisguises(sentinel) : textDisguises(sentinel)],
  );
  return rows[0]?.n ?? 0;
}

/** Case is varied here and not in SQL: under the collation C `lower` knows no Cyrillic. */
function textDisguises(sentinel: string): string[] {
  const cases = [sentinel, sentinel.toLowerCase(), sentinel.toUpperCase()];
  const all = cases.flatMap((text) => {
    const bytes = Buffer.from(text);
    return [text, escaped(text), bytes.toString('hex'), ...base64Cores(bytes)];
  });
  return [...new Set(all)];
}

function byteDisguises(sentinel: string): Buffer[] {
  return [...textDisguises(sentinel).map((text) => Buffer.from(text)), Buffer.from(sentinel, 'utf16le')];
}

function escaped(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Base64 of a text depends on where in a longer one it begins: the part of each of the three that does not. */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const inside = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = inside.subarray(0, inside.length - (inside.length % 3));
    const core = whole.toString('base64').slice(offset === 0 ? 0 : 4);
    return core.length < 8 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
