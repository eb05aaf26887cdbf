import { type Position } from '../event-store/position.js';

/** Where a follower of the log stands, by the follower's name. */
export interface CheckpointStore {
  /** BEGINNING when nothing was saved under the name. */
  load(name: string): Promise<Position>;
  /**
   * Compare-and-set: of two runs of one process the slower can't move the checkpoint back.
   *
   * @returns false when the checkpoint no longer stands at `from`.
   */
  save(name: string, from: Position, to: Position): Promise<boolean>;
}
