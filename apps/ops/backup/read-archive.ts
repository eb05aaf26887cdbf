import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { operatorError } from '#platform';
import {
  ARCHIVE_VERSION,
  type ArchiveHeader,
  type ArchiveSequence,
  type ArchiveTable,
  endSchema,
  headerSchema,
  sequenceSchema,
  tableSchema,
} from './archive-format.js';
import { backupMessages } from './backup-messages.js';

export type ArchivePart =
  | { readonly kind: 'header'; readonly header: ArchiveHeader }
  | { readonly kind: 'table'; readonly table: ArchiveTable }
  /** JSON text of an array, in the order of the columns of the table before. */
  | { readonly kind: 'row'; readonly line: string }
  | { readonly kind: 'sequence'; readonly sequence: ArchiveSequence }
  | { readonly kind: 'end'; readonly rows: number };

/**
 * The parts of a backup in order, header first and end last.
 *
 * @throws OperatorError: unreadable, foreign, newer, damaged or cut off.
 */
export async function* readArchive(file: string): AsyncGenerator<ArchivePart, void, undefined> {
  const source = createReadStream(file);
  const unzipped = createGunzip().setEncoding('utf8');
  // Errors of either stream come out of the loop below, where the file is named.
  pipeline(source, unzipped, () => undefined);
  let first = true;
  let rows = 0;
  try {
    for await (const line of linesOf(unzipped)) {
      const part = first ? headerOf(file, line) : partOf(line);
      first = false;
      if (part.kind === 'row') rows++;
      if (part.kind === 'end' && part.rows !== rows) throw damaged(file);
      yield part;
      if (part.kind === 'end') return;
    }
  } catch (error) {
    throw explain(file, error, first);
  } finally {
    source.destroy();
  }
  throw first ? operatorError(backupMessages, 'backup-foreign', { file }) : damaged(file);
}

async function* linesOf(text: AsyncIterable<unknown>): AsyncGenerator<string, void, undefined> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function headerOf(file: string, line: string): ArchivePart {
  const parsed = headerSchema.safeParse(JSON.parse(line));
  if (!parsed.success) throw operatorError(backupMessages, 'backup-foreign', { file });
  if (parsed.data.version > ARCHIVE_VERSION) throw operatorError(backupMessages, 'backup-newer', { file });
  return { kind: 'header', header: parsed.data };
}

function partOf(line: string): ArchivePart {
  if (line.startsWith('[')) return { kind: 'row', line };
  const value: unknown = JSON.parse(line);
  const end = endSchema.safeParse(value);
  if (end.success) return { kind: 'end', rows: end.data.end.rows };
  const sequence = sequenceSchema.safeParse(value);
  if (sequence.success) return { kind: 'sequence', sequence: sequence.data };
  return { kind: 'table', table: tableSchema.parse(value) };
}

function explain(file: string, error: unknown, first: boolean): unknown {
  const { code, name } = error as { code?: unknown; name?: unknown };
  const system = typeof code === 'string' && /^E[A-Z]+$/.test(code);
  if (system)
    return operatorError(backupMessages, 'backup-unreadable', { file, reason: code }, { cause: error });
  const zip = typeof code === 'string' && code.startsWith('Z_');
  if (first && (zip || error instanceof SyntaxError))
    return operatorError(backupMessages, 'backup-foreign', { file });
  if (zip || error instanceof SyntaxError || name === 'ZodError') return damaged(file);
  return error;
}

function damaged(file: string) {
  return operatorError(backupMessages, 'backup-damaged', { file });
}
