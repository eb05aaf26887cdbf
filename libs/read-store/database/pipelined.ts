import pg from 'pg';
import { ROW_TYPES } from './row-types.js';
import { type ConnectionOptions, timeoutsOf } from './data-source.js';

/**
 * A pool whose clients send statements ahead of the answers to those before (`pg`'s pipeline mode): a batch at the head of the
 * log has some twenty small statements, and waiting for each in a busy process is most of what a reader waits for.
 */
export function pipelinedPool(options: ConnectionOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.applicationName ?? 'help-desk read store',
    max: 1,
    pipeline: true,
    types: ROW_TYPES,
    ...timeoutsOf(options),
  });
  pool.on('error', options.onConnectionError ?? (() => undefined));
  return pool;
}

export function isPipelined(client: pg.PoolClient): boolean {
  return (client as unknown as Pick<pg.Client, 'pipeline'>).pipeline;
}

/** One statement of a batch, made when its turn comes. @returns the number of rows that it touched. */
export type Write = (client: pg.PoolClient) => Promise<number>;

/**
 * Runs statements in their order: all at once where the client is pipelined, otherwise one after the other.
 *
 * @returns the number of rows touched by each.
 * @throws the error of the first that fails; those sent after it fail too, since the transaction is broken.
 */
export async function runWrites(client: pg.PoolClient, writes: readonly Write[]): Promise<readonly number[]> {
  if (isPipelined(client)) return Promise.all(writes.map((write) => write(client)));
  const counts: number[] = [];
  for (const write of writes) counts.push(await write(client));
  return counts;
}
