import { describe, expect, it } from '@jest/globals';
import { BEGINNING, type Position } from '../event-store/position.js';
import { type CheckpointStore } from '../processes/checkpoint-store.js';

const A = '0001' as Position;
const B = '0002' as Position;

/** What every CheckpointStore promises. @param open the store under test, empty under the names used here. */
export function checkpointStoreContract(open: () => CheckpointStore | Promise<CheckpointStore>): void {
  describe('checkpoints', () => {
    it('begin at the beginning and stay where they were put', async () => {
      const store = await open();
      expect(await store.load('contract-a')).toBe(BEGINNING);
      expect(await store.save('contract-a', BEGINNING, A)).toBe(true);
      expect(await store.save('contract-a', A, B)).toBe(true);
      expect(await store.load('contract-a')).toBe(B);
    });

    it('do not move from where they no longer stand', async () => {
      const store = await open();
      await store.save('contract-b', BEGINNING, B);
      expect(await store.save('contract-b', BEGINNING, A)).toBe(false);
      expect(await store.save('contract-b', A, B)).toBe(false);
      expect(await store.load('contract-b')).toBe(B);
    });

    it('of one name do not touch those of another', async () => {
      const store = await open();
      await store.save('contract-c', BEGINNING, B);
      expect(await store.load('contract-d')).toBe(BEGINNING);
    });

    it('let one of twenty racers through', async () => {
      const store = await open();
      const racers = Array.from({ length: 20 }, (_, n) =>
        store.save('contract-e', BEGINNING, `1${String(n).padStart(3, '0')}` as Position),
      );
      expect((await Promise.all(racers)).filter(Boolean)).toHaveLength(1);
    });
  });
}
