import { type Position } from '#event-sourcing';

/** Where the row history of one partition stands. */
export interface PartitionState {
  /** Current bucket, 1 for the first. */
  bucket: number;
  /** Where the current bucket begins. */
  startsAt: Position;
  /** Changes of rows in the current bucket. */
  changes: number;
  /** Rows that there are now. */
  live: number;
}

export const MIN_BUCKET_CHANGES = 1_000;

/**
 * A bucket is full when its changes reach the number of live rows (at least a thousand): then every live row is
 * repeated in the next one. So a row is repeated at most once per change, and a page never looks at more than twice the
 * live rows. Depends on the events alone, never on the borders of batches: a rebuild cuts at the same events.
 */
export function isFull(state: PartitionState, minChanges: number): boolean {
  return state.changes >= Math.max(minChanges, state.live);
}
