import { BEGINNING, type Position } from '../event-store/position.js';
import { type CheckpointStore } from '../processes/checkpoint-store.js';

/** Checkpoints for tests. */
export function memoryCheckpoints(): CheckpointStore {
  const positions = new Map<string, Position>();
  return {
    load: async (name) => positions.get(name) ?? BEGINNING,
    async save(name, from, to) {
      if ((positions.get(name) ?? BEGINNING) !== from) return false;
      positions.set(name, to);
      return true;
    },
  };
}
