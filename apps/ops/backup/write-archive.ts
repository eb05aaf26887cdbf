import type pg from 'pg';
import { ARCHIVE_VERSION, type ArchiveHeader, type ArchiveTable, qualified } from './archive-format.js';
import { keksOf, migrationsOf, sequencesOf, tablesOf } from './catalogue.js';
import { type BackupScope } from './scope.js';

/** Rows fetched at once; the longest row (a text of the vault) bounds the memory. */
const PAGE = 500;

export interface ArchiveSummary {
  readonly events: number;
  readonly rows: number;
  /** Identity of the log that is not in the backup. */
  readonly logElsewhere?: string;
}

/**
 * Everything in one snapshot: an event and the key that its personal fields were encrypted under are both in it, or
 * neither is. Writers are not held up.
 *
 * @param client as the owner; this takes a transaction of its own.
 * @param write resolves when the line was taken; its back-pressure is the archive's.
 * @param scope finds out, inside the snapshot, what belongs into the backup.
 * @returns undefined when there are no tables.
 */
export async function writeArchive(
  client: pg.ClientBase,
  about: Pick<ArchiveHeader, 'application' | 'writtenAt'>,
  scope: () => Promise<BackupScope>,
  write: (line: string) => Promise<void>,
): Promise<ArchiveSummary | undefined> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  try {
    // Text forms that read back as the same value under whatever settings the target has.
    await client.query(`SET LOCAL datestyle = 'ISO, YMD'`);
    await client.query(`SET LOCAL timezone = 'UTC'`);
    await client.query('SET LOCAL extra_float_digits = 1');
    const { schemas, ...elsewhere } = await scope();
    const migrations = await migrationsOf(client, schemas);
    if (schemas.some((schema) => migrations[schema] === undefined)) return undefined;
    const keks = await keksOf(client);
    const header: ArchiveHeader = {
      format: 'help-desk-backup',
      version: ARCHIVE_VERSION,
      ...about,
      migrations,
      keks,
      ...elsewhere,
    };
    await write(JSON.stringify(header));
    let rows = 0;
    let events = 0;
    for (const table of await tablesOf(client, schemas)) {
      await write(JSON.stringify(table));
      const count = await writeRows(client, table, write);
      rows += count;
      if (table.table.join('.') === 'log.events') events = count;
    }
    // Sequences don't follow the snapshot: read last, they are at or beyond every number in the rows.
    for (const sequence of await sequencesOf(client, schemas)) await write(JSON.stringify(sequence));
    await write(JSON.stringify({ end: { rows } }));
    return { events, rows, ...elsewhere };
  } finally {
    await client.query('ROLLBACK');
  }
}

async function writeRows(
  client: pg.ClientBase,
  { table, columns }: ArchiveTable,
  write: (line: string) => Promise<void>,
): Promise<number> {
  const values = columns.map(({ name }) => `"${name}"::text`).join(', ');
  await client.query(
    `DECLARE archive NO SCROLL CURSOR FOR SELECT json_build_array(${values})::text AS line FROM ${qualified(table)}`,
  );
  let count = 0;
  for (;;) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${PAGE} FROM archive`);
    for (const { line } of rows) await write(line);
    count += rows.length;
    if (rows.length < PAGE) break;
  }
  await client.query('CLOSE archive');
  return count;
}
