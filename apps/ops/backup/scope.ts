import type pg from 'pg';
import { operatorError, type Settings } from '#platform';
import { type ArchiveHeader, SCHEMAS, type Schema } from './archive-format.js';
import { backupMessages } from './backup-messages.js';

/** What a backup of this installation holds. */
export interface BackupScope {
  readonly schemas: readonly Schema[];
  /** Identity of a log that is kept in EventStoreDB and so is not in the backup. */
  readonly logElsewhere?: string;
}

/**
 * With EVENTSTORE_URL the log is not here to be copied. Which log the vault belongs to is told by the read models, that no
 * process builds from another one.
 *
 * @param client as the owner.
 * @throws OperatorError `backup-nothing`, `backup-other-log`: what is here is not the log that the service runs on, and a
 *   backup of it would be taken for one.
 */
export async function backupScope(client: pg.ClientBase, settings: Settings): Promise<BackupScope> {
  const builtFrom = await onlyValue(client, 'read.source', 'log_id');
  if (settings.EVENTSTORE_URL !== undefined) {
    if (builtFrom === undefined) throw operatorError(backupMessages, 'backup-nothing');
    return { schemas: ['vault'], logElsewhere: builtFrom };
  }
  const logHere = await onlyValue(client, 'log.identity', 'id::text');
  if (builtFrom !== undefined && builtFrom !== logHere)
    throw operatorError(backupMessages, 'backup-other-log', { log: builtFrom });
  return { schemas: SCHEMAS };
}

/** @throws OperatorError where the backup holds a log and the service has it elsewhere, or the other way round. */
export function assertSameKind({ logElsewhere: log }: ArchiveHeader, settings: Settings): void {
  const isElsewhere = settings.EVENTSTORE_URL !== undefined;
  if (log === undefined && isElsewhere) throw operatorError(backupMessages, 'restore-holds-log');
  if (log !== undefined && !isElsewhere)
    throw operatorError(backupMessages, 'restore-needs-eventstore', { log });
}

/**
 * @param found the log that EVENTSTORE_URL names; undefined without it.
 * @throws OperatorError where that is not the log that the backup's vault belongs to.
 */
export function assertSameLog({ logElsewhere: log }: ArchiveHeader, found: string | undefined): void {
  if (log !== undefined && found !== undefined && log !== found)
    throw operatorError(backupMessages, 'restore-other-log', { log, found });
}

export function schemasOf({ logElsewhere }: ArchiveHeader): readonly Schema[] {
  return logElsewhere === undefined ? SCHEMAS : ['vault'];
}

/** @returns undefined where there is no such table, or no row in it. */
async function onlyValue(
  client: pg.ClientBase,
  table: 'read.source' | 'log.identity',
  column: string,
): Promise<string | undefined> {
  const there = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [table]);
  if (there.rowCount === 0) return undefined;
  const { rows } = await client.query<{ value: string }>(`SELECT ${column} AS value FROM ${table}`);
  return rows[0]?.value;
}
