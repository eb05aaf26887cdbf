import { createHash } from 'node:crypto';
import pg from 'pg';
import { grants, migrations } from './sql.js';
import { VaultTooNew } from './vault-errors.js';

export interface MigrateVaultOptions {
  /** An existing role that the application runs as; it owns nothing and can't take an erasure back. */
  readonly appRole?: string;
}

/** Any number that only this function locks: two processes that start at once migrate one after the other. */
const MIGRATION_LOCK = 7564392;

/**
 * Brings the schema `vault` up to date, as its owner; all of it in one transaction, and nothing when it is up to date.
 *
 * @param adminUrl connection of the owner.
 * @returns names of the migrations that were applied now.
 * @throws VaultTooNew when a newer program was here.
 * @throws Error when a migration that was applied has another text by now.
 */
export async function migrateVault(
  adminUrl: string,
  options: MigrateVaultOptions = {},
): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('CREATE SCHEMA IF NOT EXISTS vault');
    await client.query(
      'CREATE TABLE IF NOT EXISTS vault.migrations (name text PRIMARY KEY, digest text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const applied = await applyMissing(client);
    if (options.appRole !== undefined) await client.query(grants(pg.escapeIdentifier(options.appRole)));
    await client.query('COMMIT');
    return applied;
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client): Promise<readonly string[]> {
  const done = await client.query<{ name: string; digest: string }>(
    'SELECT name, digest FROM vault.migrations',
  );
  const digests = new Map(done.rows.map((row) => [row.name, row.digest]));
  const applied: string[] = [];
  for (const { name, sql } of migrations()) {
    const digest = createHash('sha256').update(sql).digest('hex');
    const before = digests.get(name);
    digests.delete(name);
    if (before === digest) continue;
    if (before !== undefined) throw new Error(`migration ${name} of the vault was changed after its release`);
    await client.query(sql);
    await client.query('INSERT INTO vault.migrations (name, digest) VALUES ($1, $2)', [name, digest]);
    applied.push(name);
  }
  const [newer] = digests.keys();
  if (newer !== undefined) throw new VaultTooNew(newer);
  return applied;
}
