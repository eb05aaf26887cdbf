import type pg from 'pg';
import { type Position } from '#event-sourcing';
import { inTransaction } from '../database/transaction.js';
import { DDL_LOCK } from '../tables/ensure-version.js';
import { dropTables, pointView, renameTables } from '../tables/table-ddl.js';
import { type RunnableProjection } from '../tables/runnable-projection.js';
import { tableSet } from '../tables/table-set.js';
import { type CopySources, TableCopy } from './table-copy.js';

/**
 * Builds a version anew beside itself and puts the new tables in the place of the old in one transaction: a query sees
 * the old ones or the new ones, whole. A failed version goes on afterwards, a paused one stays paused.
 *
 * @returns the position that the new tables show.
 * @throws PoisonEvent; then everything is as it was.
 */
export async function rebuild(sources: CopySources, projection: RunnableProjection): Promise<Position> {
  const copy = await TableCopy.make(sources, projection, '_rebuild');
  try {
    await copy.advance(await sources.store.head());
    await inTransaction(sources.pool, (client) => replace(client, projection, copy));
    return copy.position;
  } catch (error) {
    await copy.drop();
    throw error;
  }
}

/** The live runner waits at its checkpoint row meanwhile, and finds a higher epoch there: it loads everything anew. */
async function replace(
  client: pg.PoolClient,
  projection: RunnableProjection,
  copy: TableCopy,
): Promise<void> {
  const { name, version, table } = projection;
  await client.query('SELECT pg_advisory_xact_lock($1)', [DDL_LOCK]);
  const { rows } = await client.query<{ position: Position; live: boolean }>(
    'SELECT position, live FROM read.projections WHERE name = $1 AND version = $2 FOR UPDATE',
    [name, version],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`${name}@${version} was dropped while it was rebuilt`);
  await copy.advance(row.position, client);
  const { base } = tableSet(projection);
  // The view holds on to the old tables; it is made anew below, within the same transaction.
  if (row.live) await client.query(`DROP VIEW IF EXISTS read."${table.name}"`);
  await client.query(dropTables(base));
  for (const statement of renameTables(copy.set.base, base)) await client.query(statement);
  if (row.live) for (const statement of pointView(table.name, base)) await client.query(statement);
  await client.query(
    `UPDATE read.projections SET position = $3, epoch = nextval('read.epochs'), error = NULL,
       state = CASE state WHEN 'failed' THEN 'booting' ELSE state END, updated_at = clock_timestamp()
     WHERE name = $1 AND version = $2`,
    [name, version, copy.position],
  );
}
