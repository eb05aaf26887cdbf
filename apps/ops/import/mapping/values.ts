import { derivedId } from '#event-sourcing';
import { type Columns } from '../reading/columns.js';
import { type Value } from './mapping.schema.js';
import { RowRefused } from './row-refused.js';

/** Text of a value on a row; empty when the row gives none. @throws RowRefused `value-unknown` */
export type ReadValue = (cells: readonly string[]) => string;

export type IdScope = 'customer-id' | 'organisation-id' | 'staff-id';

/** Fixed for ever: the same customer of the same desk must get the same id from every file. */
const IMPORTED = '7b1c7a52-5f0e-5c39-8a7e-3f7f7d2d9c10';

/** Id of something that the file names by a text, the same on every host and for every file of the desk. */
export function importedId(desk: string, scope: IdScope | 'case', text: string): string {
  return derivedId(IMPORTED, desk, scope, text);
}

/** References to columns in a value. */
export function columnsOf(value: Value): readonly string[] {
  if (typeof value === 'string') return placeholders(value);
  return value.column === undefined ? placeholders(value.template ?? '') : [value.column];
}

/** @param columns knows every column that the value refers to. */
export function compileValue(value: Value, columns: Columns, desk: string): ReadValue {
  if (typeof value === 'string') return template(value, columns);
  const { column, values, default: otherwise, as } = value;
  const raw = column === undefined ? template(value.template ?? '', columns) : cell(column, columns);
  const mapped =
    values === undefined ? raw : mapping(raw, new Map(Object.entries(values)), otherwise, column ?? '');
  const filled: ReadValue = otherwise === undefined ? mapped : (cells) => mapped(cells) || otherwise;
  if (as === undefined) return filled;
  return (cells) => {
    const text = filled(cells);
    if (text === '') return '';
    return as === 'slug' ? slug(text) : importedId(desk, as, text);
  };
}

function mapping(
  raw: ReadValue,
  values: ReadonlyMap<string, string>,
  otherwise: string | undefined,
  column: string,
): ReadValue {
  return (cells) => {
    const text = raw(cells);
    const found = values.get(text) ?? otherwise;
    if (found !== undefined) return found;
    if (text === '') return '';
    throw new RowRefused('value-unknown', { column, value: shortened(text) });
  };
}

function cell(reference: string, columns: Columns): ReadValue {
  const index = columns.indexOf(reference) ?? -1;
  return (cells) => cells[index]?.trim() ?? '';
}

const PLACEHOLDER = /\{([^{}]+)\}/g;

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
}

function template(text: string, columns: Columns): ReadValue {
  if (placeholders(text).length === 0) return () => text;
  const parts = text
    .split(PLACEHOLDER)
    .map((part, i): ReadValue => (i % 2 === 0 ? () => part : cell(part, columns)));
  return (cells) => parts.map((part) => part(cells)).join('');
}

function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 64);
}

/** Values of a file may be personal and long; a sentence needs enough to find the row. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Whether the value is the same on every row, and which it is. */
export function constantOf(value: Value): string | undefined {
  if (typeof value === 'string') return placeholders(value).length === 0 ? value : undefined;
  return value.template !== undefined && placeholders(value.template).length === 0 && value.as === undefined
    ? value.template
    : undefined;
}
