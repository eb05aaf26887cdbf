import { type ColumnType } from '#event-sourcing';
import { type TableColumn } from './table-set.js';
import { type Row } from './runnable-projection.js';

const FIRST_BYTES = 64 * 1024;
/** UTF-8 takes at most three bytes for each of JavaScript's UTF-16 units. */
const MOST_BYTES = 3;

/** Rows in the text form of `COPY … FROM STDIN`, as one buffer: no string of a whole batch is ever made. */
export class CopyText {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end = 0;
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  /** The bytes so far; nothing may be added afterwards. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  /** @param head fields that come before the row's columns, already in their text form. */
  add(columns: readonly TableColumn[], row: Row, head = ''): void {
    let line = head;
    for (let i = 0; i < columns.length; i++) {
      const { name, type } = columns[i] as TableColumn;
      const field = copyField(type, row[name]);
      line += i === 0 ? field : `\t${field}`;
    }
    this.#write(`${line}\n`);
    this.#rows += 1;
  }

  #write(line: string): void {
    const needed = this.#end + line.length * MOST_BYTES;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    this.#end += this.#bytes.write(line, this.#end);
  }
}

const SPECIAL = /[\\\n\r\t]/;
const SPECIALS = /[\\\n\r\t]/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** One value as a field of a line. */
export function copyField(type: ColumnType, value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  switch (type) {
    case 'integer':
    case 'bigint':
    case 'boolean':
      return `${value as number | boolean}`;
    case 'jsonb': {
      // JSON text holds no raw control character: only its backslashes mean something to COPY.
      const json = JSON.stringify(value);
      return json.includes('\\') ? json.replaceAll('\\', '\\\\') : json;
    }
    case 'uuid':
    case 'timestamptz':
      return value as string;
    case 'text':
    case 'tsvector': {
      const text = value as string;
      return SPECIAL.test(text) ? text.replace(SPECIALS, (character) => ESCAPED[character] ?? '') : text;
    }
  }
}
