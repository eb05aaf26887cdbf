import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
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
  const unzipped = source.pipe(createGunzip());
  source.once('error', (error) => unzipped.destroy(error));
  let first = true;
  let rows = 0;
  try {
    for await (const line of createInterface({ input: unzipped, crlfDelay: Infinity })) {
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
  throw damaged(file);
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
