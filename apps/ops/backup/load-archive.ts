import type pg from 'pg';
import { operatorError } from '#platform';
import {
  type ArchiveHeader,
  type ArchiveSequence,
  type ArchiveTable,
  qualified,
  type Schema,
} from './archive-format.js';
import { backupMessages } from './backup-messages.js';
import { migrationsOf, tablesOf } from './catalogue.js';
import { type ArchivePart } from './read-archive.js';
import { withoutTriggers } from './without-triggers.js';

const LARGEST_BATCH_ROWS = 500;
const LARGEST_BATCH_CHARS = 4 * 1024 * 1024;

/**
 * Puts a backup into migrated, empty schemas, all in one transaction: a restore that is killed leaves nothing.
 *
 * @param client as the owner of the tables.
 * @param schemas that the backup holds.
 * @param beforeCommit what has to succeed as well; when it throws, nothing is restored.
 */
export async function loadArchive(
  client: pg.ClientBase,
  file: string,
  parts: AsyncIterable<ArchivePart>,
  schemas: readonly Schema[],
  beforeCommit: () => void = () => undefined,
): Promise<{ events: number; rows: number }> {
  await client.query('BEGIN');
  try {
    const tables = await tablesOf(client, schemas);
    const { events, rows, sequences } = await withoutTriggers(client, tables, async () => {
      await empty(client, tables);
      return insertAll(client, file, { schemas, tables }, parts);
    });
    beforeCommit();
    // A rollback would not take these back, so they come last; before the commit, since a position must never come twice.
    for (const { sequence, value, called } of sequences)
      await client.query('SELECT setval($1, $2, $3)', [qualified(sequence), value, called]);
    await client.query('COMMIT');
    return { events, rows };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Never overwritten: without the events, or the keys to read them, the service would be another one. */
const PRECIOUS = { log: 'log.events', vault: 'vault.subject_keys' } as const;

/** What migrations put into the other tables (this log's identity) makes room. */
async function empty(client: pg.ClientBase, tables: readonly ArchiveTable[]): Promise<void> {
  const schema = tables.some(({ table: [name] }) => name === 'log') ? 'log' : 'vault';
  const { rowCount } = await client.query(`SELECT 1 FROM ${PRECIOUS[schema]} LIMIT 1`);
  if (rowCount !== 0) throw operatorError(backupMessages, 'restore-not-empty');
  for (const { table } of tables) await client.query(`DELETE FROM ${qualified(table)}`);
  // Read models of another log, if only of an empty one, would be refused by the read store for ever.
  await client.query('DROP SCHEMA IF EXISTS read CASCADE');
}

async function insertAll(
  client: pg.ClientBase,
  file: string,
  known: { readonly schemas: readonly Schema[]; readonly tables: readonly ArchiveTable[] },
  parts: AsyncIterable<ArchivePart>,
): Promise<{ events: number; rows: number; sequences: readonly ArchiveSequence[] }> {
  const sequences: ArchiveSequence[] = [];
  let batch: Batch | undefined;
  let events = 0;
  for await (const part of parts) {
    switch (part.kind) {
      case 'header':
        await assertSameSchema(client, file, known.schemas, part.header);
        break;
      case 'table':
        await batch?.flush();
        if (!known.tables.some(({ table }) => table.join('.') === part.table.table.join('.')))
          throw operatorError(backupMessages, 'backup-damaged', { file });
        batch = new Batch(client, part.table);
        break;
      case 'row':
        if (batch === undefined) throw operatorError(backupMessages, 'backup-damaged', { file });
        await batch.add(part.line);
        if (batch.isEvents) events++;
        break;
      case 'sequence':
        sequences.push(part.sequence);
        break;
      case 'end':
        await batch?.flush();
        return { events, rows: part.rows, sequences };
      default:
        part satisfies never;
    }
  }
  throw operatorError(backupMessages, 'backup-damaged', { file });
}

/** Rows of other tables than ours can't be told to fit; the version that wrote them migrates them itself afterwards. */
async function assertSameSchema(
  client: pg.ClientBase,
  file: string,
  schemas: readonly Schema[],
  header: ArchiveHeader,
): Promise<void> {
  const ours = await migrationsOf(client, schemas);
  const names = (migrations: Record<string, readonly string[]>) =>
    Object.entries(migrations).flatMap(([schema, list]) => list.map((name) => `${schema}/${name}`));
  const [a, b] = [new Set(names(ours)), new Set(names(header.migrations))];
  const odd = [...a].find((name) => !b.has(name)) ?? [...b].find((name) => !a.has(name));
  if (odd !== undefined)
    throw operatorError(backupMessages, 'backup-other-schema', {
      file,
      version: header.application,
      what: odd,
    });
}

class Batch {
  private lines: string[] = [];
  private chars = 0;
  private readonly sql: string;
  readonly isEvents: boolean;

  constructor(
    private readonly client: pg.ClientBase,
    { table, columns }: ArchiveTable,
  ) {
    const names = columns.map(({ name }) => `"${name}"`).join(', ');
    const values = columns.map(({ type }, i) => `(line->>${i})::${type}`).join(', ');
    this.isEvents = table.join('.') === 'log.events';
    this.sql = `INSERT INTO ${qualified(table)} (${names}) OVERRIDING SYSTEM VALUE
      SELECT ${values} FROM json_array_elements($1::json) AS line`;
  }

  async add(line: string): Promise<void> {
    this.lines.push(line);
    this.chars += line.length;
    if (this.lines.length >= LARGEST_BATCH_ROWS || this.chars >= LARGEST_BATCH_CHARS) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    await this.client.query(this.sql, [`[${this.lines.join(',')}]`]);
    this.lines = [];
    this.chars = 0;
  }
}
