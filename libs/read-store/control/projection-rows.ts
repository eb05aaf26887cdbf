import type pg from 'pg';
import { type Position } from '#event-sourcing';

export type ProjectionState = 'new' | 'booting' | 'active' | 'paused' | 'failed' | 'retired';

/** Why a projection stands still. Holds no message and no data of the event: both may be personal. */
export interface ProjectionFailure {
  readonly position: Position;
  readonly eventId: string;
  readonly eventType: string;
  /** Code of the error, or the name of its class. */
  readonly reason: string;
  /** Innermost place in the code, as `folder/file.js:line:column`. */
  readonly at?: string;
}

export interface ProjectionRow {
  readonly name: string;
  readonly version: number;
  /** Name of its view, and of its tables without the version. */
  readonly table: string;
  readonly state: ProjectionState;
  /** Whether the view points at this version. */
  readonly live: boolean;
  readonly position: Position;
  readonly epoch: number;
  readonly error: ProjectionFailure | null;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
}

const COLUMNS = `name, version, table_name AS "table", state, live, position, epoch, error, updated_at AS "updatedAt"`;

/** All projections of the read store, by name, newest version first. */
export async function projectionRows(client: pg.Pool | pg.PoolClient): Promise<readonly ProjectionRow[]> {
  const { rows } = await client.query<ProjectionRow>(
    `SELECT ${COLUMNS} FROM read.projections ORDER BY name, version DESC`,
  );
  return rows;
}

/** Versions that are to run: `paused`, `failed` and `retired` ones stand still. */
export const RUNNING: readonly ProjectionState[] = ['new', 'booting', 'active'];

/**
 * Takes over versions for the lease's epoch. Only a higher epoch does, so a zombie can't take them back.
 *
 * @returns the rows of the wanted versions, as they are after that.
 */
export async function claim(
  client: pg.Pool | pg.PoolClient,
  versions: readonly { readonly name: string; readonly version: number }[],
  epoch: number,
): Promise<readonly ProjectionRow[]> {
  const { rows } = await client.query<ProjectionRow>(
    `UPDATE read.projections p SET epoch = $3, state = CASE state WHEN 'new' THEN 'booting' ELSE state END
     FROM unnest($1::text[], $2::int[]) AS wanted (wanted_name, wanted_version)
     WHERE name = wanted_name AND version = wanted_version AND epoch <= $3
     RETURNING ${COLUMNS}`,
    [versions.map((v) => v.name), versions.map((v) => v.version), epoch],
  );
  return rows;
}

/** One projection's step of a batch. */
export interface CheckpointMove {
  readonly name: string;
  readonly version: number;
  readonly from: Position;
  readonly to: Position;
}

/**
 * Compare-and-set of several checkpoints at once, in the transaction that writes their rows. This, not the lease, is
 * what makes a fold exactly-once: a checkpoint moves only from where this owner believes it stands.
 *
 * @returns whether all moved; if not, the transaction must be rolled back.
 */
export async function moveCheckpoints(
  client: pg.PoolClient,
  moves: readonly CheckpointMove[],
  epoch: number,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'move-checkpoints',
    text: `UPDATE read.projections p SET position = m.next, updated_at = clock_timestamp()
      FROM unnest($1::text[], $2::int[], $3::text[], $4::text[]) AS m (name, version, previous, next)
      WHERE p.name = m.name AND p.version = m.version AND p.position = m.previous AND p.epoch = $5
        AND p.state IN ('booting', 'active')`,
    values: [
      moves.map((m) => m.name),
      moves.map((m) => m.version),
      moves.map((m) => m.from),
      moves.map((m) => m.to),
      epoch,
    ],
  });
  return rowCount === moves.length;
}

export async function markFailed(
  client: pg.Pool | pg.PoolClient,
  version: { readonly name: string; readonly version: number },
  epoch: number,
  failure: ProjectionFailure,
): Promise<void> {
  await client.query(
    `UPDATE read.projections SET state = 'failed', error = $4, updated_at = clock_timestamp()
     WHERE name = $1 AND version = $2 AND epoch = $3 AND state IN ('booting', 'active')`,
    [version.name, version.version, epoch, JSON.stringify(failure)],
  );
}

/** Positions of events that an operator has told a version to pass over. */
export async function skippedPositions(
  client: pg.Pool | pg.PoolClient,
  version: { readonly name: string; readonly version: number },
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ position: string }>(
    'SELECT position FROM read.skipped WHERE name = $1 AND version = $2',
    [version.name, version.version],
  );
  return new Set(rows.map((row) => row.position));
}
