import type pg from 'pg';
import { BEGINNING } from '#event-sourcing';
import { ProjectionShapeChanged } from '../errors.js';
import { inTransaction } from '../database/transaction.js';
import { createTables, pointView } from './table-ddl.js';
import { shapeOf, tableSet } from './table-set.js';
import { type RunnableProjection, viewName } from './runnable-projection.js';

/** Tables of schema `read` are made, switched and dropped one at a time. */
export const DDL_LOCK = 7_261_840_313;

/**
 * Makes the tables of a projection version unless they exist, empty, to be booted from the beginning of the log.
 *
 * The first version of a projection is live from the start, visibly booting; a later one boots beside the live one.
 *
 * @throws ProjectionShapeChanged when they exist with other columns, key, indexes or history.
 */
export async function ensureVersion(pool: pg.Pool, projection: RunnableProjection): Promise<void> {
  if (await exists(pool, projection)) return;
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [DDL_LOCK]);
    if (await exists(client, projection)) return;
    const set = tableSet(projection);
    for (const statement of createTables(set)) await client.query(statement);
    const { rows } = await client.query<{ live: boolean }>(
      `INSERT INTO read.projections (name, version, table_name, shape, state, live, position)
       SELECT $1::text, $2::int, $3, $4, 'new', NOT EXISTS (SELECT FROM read.projections p WHERE p.name = $1 AND p.live), $5
       RETURNING live`,
      [projection.name, projection.version, projection.table.name, shapeOf(projection), BEGINNING],
    );
    if (rows[0]?.live !== true) return;
    for (const statement of pointView(projection.table.name, set.base)) await client.query(statement);
  });
}

async function exists(client: pg.Pool | pg.PoolClient, projection: RunnableProjection): Promise<boolean> {
  const { rows } = await client.query<{ shape: string }>(
    'SELECT shape FROM read.projections WHERE name = $1 AND version = $2',
    [projection.name, projection.version],
  );
  if (rows[0] === undefined) return false;
  if (rows[0].shape !== shapeOf(projection)) throw new ProjectionShapeChanged(viewName(projection));
  return true;
}
