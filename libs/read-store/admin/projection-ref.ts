import type pg from 'pg';
import { type ProjectionRow, projectionRows } from '../control/projection-rows.js';
import { UnknownProjection } from '../errors.js';

/**
 * Finds what an operator names: `queue@3` is that version, `queue` the live one.
 *
 * @throws UnknownProjection
 */
export async function findProjection(client: pg.Pool | pg.PoolClient, ref: string): Promise<ProjectionRow> {
  const [name, version] = ref.split('@');
  const rows = await projectionRows(client);
  const found = rows.find(
    (row) => row.name === name && (version === undefined ? row.live : String(row.version) === version),
  );
  if (found === undefined) throw new UnknownProjection(ref);
  return found;
}
