import { type ColumnType } from '#event-sourcing';

/** PostgreSQL's text form of a one-dimensional array, built here since `pg` does it several times slower. */
export function arrayLiteral(type: ColumnType, values: readonly unknown[]): string {
  let literal = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) literal += ',';
    literal += element(type, values[i]);
  }
  return literal + '}';
}

function element(type: ColumnType, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (type) {
    case 'integer':
    case 'bigint':
    case 'boolean':
      return `${value as number | boolean}`;
    case 'jsonb':
      // JSON text holds no raw control character, so that JSON's own quoting of it is the array's, twice as fast as ours.
      return JSON.stringify(JSON.stringify(value));
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
