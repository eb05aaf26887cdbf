import type pg from 'pg';
import { type Position } from '#event-sourcing';
import { inTransaction } from '../database/transaction.js';
import { type RunnableProjection } from '../tables/runnable-projection.js';
import { tableSet } from '../tables/table-set.js';
import { compareTables, comparisons, type Difference } from './compare-tables.js';
import { type CopySources, TableCopy } from './table-copy.js';

export interface Verified {
  /** Both sides stood here when they were compared. */
  readonly position: Position;
  readonly differences: number;
}

/**
 * Builds a version anew beside the live tables, up to the live checkpoint, and compares the two row by row, row history
 * included, in one snapshot. The live projection goes on meanwhile.
 *
 * @param onDifference told of every difference, in no particular order.
 * @throws PoisonEvent
 */
export async function verify(
  sources: CopySources,
  projection: RunnableProjection,
  onDifference: (difference: Difference) => void,
): Promise<Verified> {
  const copy = await TableCopy.make(sources, projection, '_verify');
  try {
    await copy.advance(await checkpoint(sources.pool, projection));
    let differences = 0;
    // The snapshot is taken by the first read, that of the checkpoint; what the copy still lacks is written inside it.
    const position = await inTransaction(
      sources.pool,
      async (client) => {
        const at = await checkpoint(client, projection);
        await copy.advance(at, client);
        for (const comparison of comparisons(tableSet(projection), copy.set)) {
          for await (const difference of compareTables(client, comparison)) {
            differences += 1;
            onDifference(difference);
          }
        }
        return at;
      },
      'BEGIN ISOLATION LEVEL REPEATABLE READ',
    );
    return { position, differences };
  } finally {
    await copy.drop();
  }
}

async function checkpoint(
  client: pg.Pool | pg.PoolClient,
  projection: RunnableProjection,
): Promise<Position> {
  const { rows } = await client.query<{ position: Position }>(
    'SELECT position FROM read.projections WHERE name = $1 AND version = $2',
    [projection.name, projection.version],
  );
  if (rows[0] === undefined)
    throw new Error(`${projection.name}@${projection.version} was dropped while it was verified`);
  return rows[0].position;
}
