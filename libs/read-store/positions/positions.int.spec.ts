import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BEGINNING, type Position } from '#event-sourcing';
import { createCheckpointStore, openReadStore, type ReadStore, withLease } from '../index.js';
import { append } from '../testing/desk-fixture.js';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';

const p = (n: number): Position => String(n).padStart(4, '0') as Position;

describe('positions', () => {
  let fixture: ReadStoreFixture;
  let elsewhere: ReadStore;
  beforeEach(async () => {
    fixture = await readStoreFixture();
    elsewhere = await openReadStore({ url: fixture.url, logId: fixture.store.logId });
  });
  afterEach(async () => {
    await elsewhere.close();
    await fixture.close();
  });

  it('are waited for in this and in another process, ignored events included', async () => {
    await fixture.project();
    await fixture.runner().start();
    await append(fixture.store, [{ type: 'Unrelated', data: {} }]);
    const head = await fixture.store.head();
    for (const store of [fixture.readStore, elsewhere]) {
      expect(await store.waitForPosition('queue', head, 10_000)).toEqual({ position: head, stale: false });
    }
  });

  it('come late rather than never: the wait ends with a mark', async () => {
    await fixture.project();
    const head = await fixture.store.head();
    expect(await elsewhere.waitForPosition('queue', p(9_999), 30)).toEqual({ position: head, stale: true });
    expect(await elsewhere.waitForPosition('queue', BEGINNING, 0)).toEqual({ position: head, stale: false });
    await expect(elsewhere.waitForPosition('nobody', head, 10)).rejects.toMatchObject({
      code: 'unknown-projection',
    });
  });

  it('of process managers move only from where they stand', async () => {
    const checkpoints = createCheckpointStore(fixture.readStore.pool);
    expect(await checkpoints.load('mail')).toBe(BEGINNING);
    expect(await checkpoints.save('mail', p(1), p(2))).toBe(false);
    expect(await checkpoints.save('mail', BEGINNING, p(2))).toBe(true);
    expect(await checkpoints.save('mail', BEGINNING, p(3))).toBe(false);
    expect(await checkpoints.save('mail', p(1), p(3))).toBe(false);
    expect(await checkpoints.save('mail', p(2), p(3))).toBe(true);
    expect(await checkpoints.load('mail')).toBe(p(3));
    const racers = await Promise.all([1, 2, 3, 4, 5].map(() => checkpoints.save('mail', p(3), p(4))));
    expect(racers.filter(Boolean)).toHaveLength(1);
  });

  it('leave a lease to one holder at a time, each of a higher epoch', async () => {
    const epochs: number[] = [];
    let inside = 0;
    let most = 0;
    const work = async ({ epoch }: { epoch: number }): Promise<void> => {
      most = Math.max(most, ++inside);
      epochs.push(epoch);
      await fixture.readStore.pool.query('SELECT 1');
      inside -= 1;
    };
    await Promise.all(
      ['a', 'b', 'c'].map((holder) => withLease(elsewhere.pool, 'ticker', { holder, ttlMs: 200 }, work)),
    );
    expect(most).toBe(1);
    expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
    expect(epochs).toHaveLength(3);
  });

  it('tell a holder that its lease is gone, and do not make another wait who only tries', async () => {
    const outcome = await withLease(
      elsewhere.pool,
      'ticker',
      { holder: 'a', ttlMs: 200 },
      async ({ signal }) => {
        const other = await withLease(
          elsewhere.pool,
          'ticker',
          { holder: 'b', patienceMs: 0 },
          async () => 'done',
        );
        expect(other).toBeUndefined();
        await elsewhere.pool.query(`UPDATE read.leases SET expires = '-infinity' WHERE name = 'ticker'`);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return 'aborted';
      },
    );
    expect(outcome).toBe('aborted');
  });
});
