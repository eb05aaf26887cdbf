import type pg from 'pg';
import { BEGINNING, type CheckpointStore, type Position } from '#event-sourcing';

/** Checkpoints of process managers, which write nothing else here. */
export function createCheckpointStore(pool: pg.Pool): CheckpointStore {
  return {
    async load(name) {
      const { rows } = await pool.query<{ position: Position }>(
        'SELECT position FROM read.checkpoints WHERE name = $1',
        [name],
      );
      return rows[0]?.position ?? BEGINNING;
    },
    async save(name, from, to) {
      const { rowCount } = await pool.query({
        name: 'save-checkpoint',
        text: `INSERT INTO read.checkpoints AS c (name, position) SELECT $1, $3 WHERE $2 = '' OR EXISTS (
            SELECT FROM read.checkpoints WHERE name = $1)
          ON CONFLICT (name) DO UPDATE SET position = excluded.position, updated_at = clock_timestamp()
            WHERE c.position = $2`,
        values: [name, from, to],
      });
      return rowCount === 1;
    },
  };
}
