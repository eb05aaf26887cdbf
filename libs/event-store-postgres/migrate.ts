import { createHash } from 'node:crypto';
import pg from 'pg';
import { grants, type Migration, migrations } from './sql.js';

export interface MigrateEventLogOptions {
  /** An existing role that the application runs as: it may read and append, owns nothing and can't change events. */
  readonly appRole?: string;
}

export interface EventLogMigration {
  readonly applied: readonly string[];
  readonly logId: string;
}

/** The log has a migration that this program does not know: writing to it would break what a newer program relies on. */
export class EventLogTooNew extends Error {
  readonly code = 'event-log-too-new';
  constructor(readonly migration: string) {
    super(`the event log is newer than this program: it has migration ${migration}`);
  }
}

/** Any number that only this function locks: two processes that start at once migrate one after the other. */
const MIGRATION_LOCK = 7564390;

/**
 * Brings the schema `log` up to date, as its owner; all of it in one transaction, and nothing when it is up to date.
 *
 * @param adminUrl connection of the owner.
 * @throws EventLogTooNew when a newer program was here.
 * @throws Error when a migration that was applied has another text by now: released migrations never change.
 */
export async function migrateEventLog(
  adminUrl: string,
  options: MigrateEventLogOptions = {},
): Promise<EventLogMigration> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS log');
    await client.query(
      'CREATE TABLE IF NOT EXISTS log.migrations (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = await applyMissing(client, migrations());
    if (options.appRole !== undefined) await client.query(grants(pg.escapeIdentifier(options.appRole)));
    const identity = await client.query<{ id: string }>('SELECT id FROM log.identity');
    await client.query('COMMIT');
    const logId = identity.rows[0]?.id;
    if (logId === undefined) throw new Error('the event log has no identity');
    return { applied, logId };
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, all: readonly Migration[]): Promise<readonly string[]> {
  const done = await client.query<{ name: string; digest: string }>(
    'SELECT name, digest FROM log.migrations',
  );
  const digests = new Map(done.rows.map((row) => [row.name, row.digest]));
  const known = new Set(all.map(({ name }) => name));
  const newer = done.rows.find(({ name }) => !known.has(name));
  if (newer !== undefined) throw new EventLogTooNew(newer.name);
  const applied: string[] = [];
  for (const { name, sql } of all) {
    const digest = createHash('sha256').update(sql).digest('hex');
    const before = digests.get(name);
    if (before === digest) continue;
    if (before !== undefined)
      throw new Error(`migration ${name} of the event log was changed after its release`);
    await client.query(sql);
    await client.query('INSERT INTO log.migrations (name, digest) VALUES ($1, $2)', [name, digest]);
    applied.push(name);
  }
  return applied;
}
