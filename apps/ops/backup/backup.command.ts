import { createWriteStream, existsSync, linkSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Command } from 'commander';
import pg from 'pg';
import { operatorError, type Settings } from '#platform';
import { applicationVersion } from '../../composition/application-version.js';
import { type Database } from '../../composition/database.js';
import { type OpsContext } from '../cli/ops-context.js';
import { backupMessages } from './backup-messages.js';
import { backupScope } from './scope.js';
import { copyKeyBeside } from './vault-key.js';
import { type ArchiveSummary, writeArchive } from './write-archive.js';

/** `backup TARGET`: exit code 1 when nothing was written. */
export function registerBackup(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const text = backupMessages.text.bind(backupMessages, terminal.language);
  program
    .command('backup')
    .description(text('backup'))
    .argument('<target>', text('backup-target'))
    .action(
      context.action(async (target: string) => {
        const now = new Date().toISOString();
        const file = fileFor(resolve(target), now);
        const settings = context.settings();
        const { events, rows, logElsewhere } = await context.withDatabase('backup', (database) =>
          backUp(database, settings, file, now),
        );
        if (logElsewhere === undefined) terminal.line(text('backup-done', { file, events, rows }));
        else terminal.line(text('backup-vault-done', { file, rows, log: logElsewhere }));
        const key = copyKeyBeside(file, settings);
        if (key !== undefined) terminal.line(text('backup-key-done', { file: key }));
        if (settings.VAULT_KEK !== undefined) terminal.line(text('backup-key-setting'));
      }),
    );
}

function fileFor(target: string, now: string): string {
  const isFolder = statSync(target, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder ? join(target, `help-desk-${now.replace(/[:.]/g, '-')}.backup`) : target;
  for (const taken of [file, `${file}.kek`])
    if (existsSync(taken)) throw operatorError(backupMessages, 'backup-exists', { file: taken });
  const folder = dirname(file);
  if (!existsSync(folder)) throw operatorError(backupMessages, 'backup-no-folder', { folder });
  return file;
}

async function backUp(
  { ownerUrl }: Database,
  settings: Settings,
  file: string,
  now: string,
): Promise<ArchiveSummary> {
  if (ownerUrl === undefined) throw operatorError(backupMessages, 'backup-needs-owner');
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const draft = `${file}.part`;
  try {
    const summary = await writeFile(draft, (write) =>
      writeArchive(
        client,
        { application: applicationVersion(), writtenAt: now },
        () => backupScope(client, settings),
        write,
      ),
    );
    if (summary === undefined) throw operatorError(backupMessages, 'backup-nothing');
    // A link fails where another backup appeared meanwhile; a rename would replace it.
    linkSync(draft, file);
    return summary;
  } catch (error) {
    const reason = (error as { code?: unknown }).code;
    if (typeof reason === 'string' && /^E[A-Z]+$/.test(reason))
      throw operatorError(backupMessages, 'backup-not-written', { file, reason }, { cause: error });
    throw error;
  } finally {
    rmSync(draft, { force: true });
    await client.end();
  }
}

/** Gzipped and on disk when it resolves; readable by its owner only, since texts outside the vault are in clear. */
async function writeFile<Result>(
  file: string,
  produce: (write: (line: string) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const zip = createGzip({ level: 3 });
  const out = createWriteStream(file, { mode: 0o600, flush: true });
  const failed = new AbortController();
  const done = finished(zip.pipe(out));
  done.catch((error: unknown) => failed.abort(error));
  const result = await produce(async (line) => {
    failed.signal.throwIfAborted();
    if (!zip.write(`${line}\n`)) await once(zip, 'drain', { signal: failed.signal });
  });
  zip.end();
  await done;
  return result;
}
