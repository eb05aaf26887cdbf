import { type ColumnType } from '#event-sourcing';

/** PostgreSQL's text form of a one-dimensional array, built here since `pg` does it several times slower. */
export function arrayLiteral(type: Exclude<ColumnType, 'jsonb'>, values: readonly unknown[]): string {
  let literal = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) literal += ',';
    literal += element(type, values[i]);
  }
  return literal + '}';
}

function element(type: Exclude<ColumnType, 'jsonb'>, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (type) {
    case 'integer':
    case 'bigint':
    case 'boolean':
      return `${value as number | boolean}`;
    case 'text':
    case 'tsvector':
    case 'uuid':
    case 'timestamptz':
      return quoted(value as string);
  }
}

const SPECIAL = /["\\]/;
const SPECIALS = /["\\]/g;

function quoted(text: string): string {
  return SPECIAL.test(text) ? `"${text.replace(SPECIALS, '\\$&')}"` : `"${text}"`;
}

/**
 * JSON values, one a line: JSON text holds no raw line break, so PostgreSQL splits it without looking at quotes. Nothing
 * stands as an empty line. Bytes, because `pg` would measure a string and write it in two passes.
 *
 * @see unnest, which takes it apart
 */
export function jsonLines(values: readonly unknown[]): Buffer {
  const lines = values.map((value) => (value === null || value === undefined ? '' : JSON.stringify(value)));
  return Buffer.from(lines.join('\n'));
}
