import { ReadStoreTooNew } from '../errors.js';
import { openDataSource } from './data-source.js';

/** Only one migration at a time; the number is arbitrary and only has to stay the same. */
const MIGRATION_LOCK = 7_261_840_312;

/**
 * Makes or upgrades schema `read` and lets the application's role work in it. May be run at every start and by several
 * processes at once.
 *
 * The role owns nothing but the read models that it builds itself, which are a cache of the log.
 *
 * @param adminUrl as the owner of the database's schemas.
 * @throws ReadStoreTooNew when a newer program was here.
 */
export async function migrateReadStore(
  adminUrl: string,
  options: { readonly appRole: string },
): Promise<void> {
  const { dataSource, pool } = await openDataSource({ url: adminUrl, poolSize: 3 });
  try {
    const guard = await pool.connect();
    try {
      await guard.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
      await guard.query('CREATE SCHEMA IF NOT EXISTS read');
      const { rows } = await guard.query<{ done: string | null }>(
        `SELECT to_regclass('read.migrations')::text AS done`,
      );
      if (rows[0]?.done != null) {
        const known = dataSource.migrations.map((migration) => migration.name);
        const newer = await guard.query<{ name: string }>(
          'SELECT name FROM read.migrations WHERE name <> ALL ($1) ORDER BY id LIMIT 1',
          [known],
        );
        if (newer.rows[0] !== undefined) throw new ReadStoreTooNew(newer.rows[0].name);
      }
      await dataSource.runMigrations({ transaction: 'all' });
      for (const statement of rightsOf(options.appRole)) await guard.query(statement);
    } finally {
      // The lock goes with the session, whatever happened before.
      guard.release(true);
    }
  } finally {
    await dataSource.destroy();
  }
}

function rightsOf(appRole: string): string[] {
  const role = `"${appRole.replaceAll('"', '""')}"`;
  return [
    `GRANT USAGE, CREATE ON SCHEMA read TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON read.projections, read.skipped, read.leases, read.checkpoints TO ${role}`,
    `GRANT SELECT, INSERT ON read.source TO ${role}`,
    `GRANT SELECT ON read.migrations TO ${role}`,
    `GRANT USAGE ON SEQUENCE read.epochs TO ${role}`,
  ];
}
