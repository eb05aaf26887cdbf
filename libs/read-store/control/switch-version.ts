import type pg from 'pg';
import { inTransaction } from '../database/transaction.js';
import { UnknownProjection } from '../errors.js';
import { DDL_LOCK } from '../tables/ensure-version.js';
import { pointView } from '../tables/table-ddl.js';
import { viewName } from '../tables/runnable-projection.js';

/**
 * Points the view of a projection at a version, in one transaction: a query sees the old one or the new one, whole.
 * The version that was live is retired: it stands still, and can still answer for the past until it is dropped.
 *
 * @throws UnknownProjection
 */
export async function switchVersion(
  pool: pg.Pool,
  version: { readonly name: string; readonly version: number },
  options: { readonly onlyToNewer?: boolean } = {},
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [DDL_LOCK]);
    const { rows } = await client.query<{ version: number; live: boolean; table_name: string }>(
      'SELECT version, live, table_name FROM read.projections WHERE name = $1',
      [version.name],
    );
    const target = rows.find((row) => row.version === version.version);
    if (target === undefined) throw new UnknownProjection(viewName(version));
    const live = rows.find((row) => row.live);
    if (live?.version === version.version) return;
    if (options.onlyToNewer === true && live !== undefined && live.version > version.version) return;
    await client.query(
      `UPDATE read.projections SET live = false, state = 'retired' WHERE name = $1 AND live`,
      [version.name],
    );
    // A retired version goes on from where it stood, once its code runs somewhere.
    await client.query(
      `UPDATE read.projections SET live = true, state = CASE state WHEN 'retired' THEN 'booting' ELSE state END
       WHERE name = $1 AND version = $2`,
      [version.name, version.version],
    );
    for (const statement of pointView(target.table_name, `${target.table_name}_v${version.version}`)) {
      await client.query(statement);
    }
  });
}
