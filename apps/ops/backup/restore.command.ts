import { resolve } from 'node:path';
import { type Command } from 'commander';
import pg from 'pg';
import { operatorError, type Settings } from '#platform';
import { type Database } from '../../composition/database.js';
import { openEventLog } from '../../composition/event-log.js';
import { migrate } from '../../composition/infrastructure.js';
import { type OpsContext } from '../cli/ops-context.js';
import { type ArchiveHeader, type Schema } from './archive-format.js';
import { backupMessages } from './backup-messages.js';
import { loadArchive } from './load-archive.js';
import { readArchive } from './read-archive.js';
import { assertSameKind, assertSameLog, schemasOf } from './scope.js';
import { installKey } from './vault-key.js';

/** `restore FILE`: exit code 1, and nothing changed, when the backup can't be restored here. */
export function registerRestore(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const text = backupMessages.text.bind(backupMessages, terminal.language);
  program
    .command('restore')
    .description(text('restore'))
    .argument('<file>', text('restore-source'))
    .option('--key <file>', text('restore-key'))
    .action(
      context.action(async (source: string, options: { key?: string }) => {
        const file = resolve(source);
        const settings = context.settings();
        const header = await wholeHeader(file);
        const log = settings.EVENTSTORE_URL === undefined;
        // Before a database is made for a backup that can't be restored here.
        assertSameKind(header, settings);
        const { events, rows } = await context.withDatabase('restore', async (database) => {
          const ownerUrl = await emptyTarget(database, log);
          assertSameLog(header, await logIdOf(settings, database));
          const key = () => installKey(settings, header.keks, file, options.key);
          const result = await load(ownerUrl, file, schemasOf(header), key);
          await migrate(database, { log });
          return result;
        });
        if (log) terminal.line(text('restore-done', { events, rows }));
        else terminal.line(text('restore-vault-done', { rows }));
      }),
    );
}

/** Reads the file to its end, so that a damaged one is refused before a database is made for it. */
async function wholeHeader(file: string): Promise<ArchiveHeader> {
  let header: ArchiveHeader | undefined;
  for await (const part of readArchive(file)) if (part.kind === 'header') header = part.header;
  if (header === undefined) throw operatorError(backupMessages, 'backup-foreign', { file });
  return header;
}

/** Of the log that EVENTSTORE_URL names. */
async function logIdOf(
  { EVENTSTORE_URL: eventStoreUrl }: Settings,
  { appUrl: databaseUrl }: Database,
): Promise<string | undefined> {
  if (eventStoreUrl === undefined) return undefined;
  const store = await openEventLog({ eventStoreUrl, databaseUrl });
  await store.close();
  return store.logId;
}

async function emptyTarget(database: Database, log: boolean): Promise<string> {
  if (database.joined) throw operatorError(backupMessages, 'restore-running');
  if (database.ownerUrl === undefined) throw operatorError(backupMessages, 'backup-needs-owner');
  await migrate(database, { log });
  return database.ownerUrl;
}

async function load(ownerUrl: string, file: string, schemas: readonly Schema[], beforeCommit: () => void) {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await loadArchive(client, file, readArchive(file), schemas, beforeCommit);
  } finally {
    await client.end();
  }
}
