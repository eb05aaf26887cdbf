import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';
import { type Mapping } from '../mapping/mapping.schema.js';
import { type Columns } from './columns.js';
import { csvRows } from './csv-rows.js';
import { type SourceItem } from './source-row.js';
import { xesRows } from './xes-rows.js';

export interface ReadOptions {
  readonly path: string;
  readonly file: Mapping['file'];
  readonly columns: Columns;
  readonly onBytes?: (bytes: number) => void;
}

/** Rows of a file in its own order; the file is read once and never held whole. */
export function readRows({ path, file, columns, onBytes }: ReadOptions): AsyncGenerator<SourceItem> {
  const bytes = createReadStream(path);
  if (onBytes !== undefined) bytes.on('data', (chunk) => onBytes(chunk.length));
  const text = iconv.decodeStream(file.encoding);
  bytes.on('error', (error) => text.emit('error', error));
  const decoded = bytes.pipe(text) as unknown as import('node:stream').Readable;
  return file.format === 'csv' ? csvRows(decoded, file, columns) : xesRows(decoded, columns);
}
