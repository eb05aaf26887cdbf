import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { type Info, parse } from 'csv-parse';
import { type Mapping } from '../mapping/mapping.schema.js';
import { type Columns } from './columns.js';
import { type SourceItem, wrongCharacters } from './source-row.js';

interface ParsedRecord {
  readonly record: string[];
  readonly info: Info;
}

/** Longer records are a quote that never closes: without a bound it would take the rest of the file into memory. */
const MAX_RECORD = 4 * 1024 * 1024;

/**
 * Rows of a CSV text, one by one. A row that can't be parsed, or that has another number of cells than the header, is given
 * as unreadable, and reading goes on behind it.
 *
 * @param columns filled from the header, or numbered from the first row where there is none, before the first row is given.
 */
export async function* csvRows(
  text: Readable,
  { separator, quote, header }: Extract<Mapping['file'], { format: 'csv' }>,
  columns: Columns,
): AsyncGenerator<SourceItem> {
  const skipped: number[] = [];
  const parser = parse({
    delimiter: separator === '\\t' ? '\t' : separator,
    quote,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_RECORD,
    on_skip: (error) => void skipped.push(Number(error?.lines ?? 0)),
  });
  // The iterator reports the failure; the callback is only there so that it is not thrown as well.
  pipeline(text, parser, () => undefined);
  let nextLine = 1;
  let started = false;
  for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
    yield* unreadable(skipped);
    const line = nextLine;
    nextLine = info.lines + 1;
    if (!started) {
      started = true;
      record.forEach((name) => columns.add(header ? name.trim() : ''));
      if (header) continue;
    }
    const wrong = wrongCharacters(record);
    if (record.length !== columns.names.length) yield { kind: 'unreadable', line, code: 'row-cells' };
    else if (wrong !== undefined) yield { kind: 'unreadable', line, code: wrong };
    else yield { kind: 'row', line, cells: record };
  }
  yield* unreadable(skipped);
}

function* unreadable(lines: number[]): Generator<SourceItem> {
  for (const line of lines.splice(0)) yield { kind: 'unreadable', line, code: 'row-malformed' };
}
