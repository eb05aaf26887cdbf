import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openReadStore, ProjectionAdmin, ProjectionRunner } from '../index.js';
import {
  append,
  decodePlain,
  type DeskEvent,
  queueProjection,
  totalsProjection,
} from '../testing/desk-fixture.js';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';
import { until } from '../testing/until.js';

const projections = [queueProjection, totalsProjection];

function visits(n: number): DeskEvent[] {
  return Array.from({ length: n }, (_, i): DeskEvent => {
    const ticket = `t${i % 37}`;
    const kind = i % 3;
    if (kind === 0)
      return { type: 'Came', data: { ticket, desk: i % 2 === 0 ? 'north' : 'south', rank: i % 10 } };
    if (kind === 1) return { type: 'Moved', data: { ticket, rank: i % 7 } };
    return { type: 'Unrelated', data: {} };
  });
}

describe('exactly once', () => {
  let fixture: ReadStoreFixture;
  beforeEach(async () => {
    fixture = await readStoreFixture();
  });
  afterEach(() => fixture.close());

  const totals = async (): Promise<unknown> =>
    (await fixture.readStore.query('totals', 'SELECT came, moved FROM read.totals')).rows[0];
  const differences = async (): Promise<number> => {
    const admin = new ProjectionAdmin({ ...fixture, decode: decodePlain, projections });
    const found = await Promise.all([admin.verify('queue'), admin.verify('totals')]);
    return found.reduce((sum, { differences: n }) => sum + n, 0);
  };

  it('folds every event once while its connections are cut again and again', async () => {
    await append(fixture.store, visits(1_200));
    const runner = fixture.runner({ batchSize: 7, bootBatchSize: 12, bootPageSize: 3 });
    const head = await fixture.store.head();
    const killer = new pg.Client({ connectionString: fixture.url });
    await killer.connect();
    await runner.start();
    let cuts = 0;
    const cut = async (): Promise<number> => {
      const { rowCount } = await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE pid <> pg_backend_pid() AND usename = current_user AND query ~ 'projections|read\\.' AND random() < 0.5`,
      );
      return rowCount ?? 0;
    };
    await until(
      async () => {
        if (cuts < 12) cuts += (await cut()) > 0 ? 1 : 0;
        const { rows } = await killer.query<{ done: boolean }>(
          'SELECT bool_and(position >= $1) AS done FROM read.projections',
          [head],
        );
        return rows[0]?.done;
      },
      (done) => done === true && cuts >= 12,
      40_000,
    );
    await killer.end();
    await runner.stop();
    expect(await totals()).toEqual({ came: 400, moved: 400 });
    expect(await differences()).toBe(0);
  });

  it('goes on in another process within five seconds after the owner is gone', async () => {
    const doomed = await openReadStore({ url: fixture.url, logId: fixture.store.logId });
    const owner = new ProjectionRunner({
      readStore: doomed,
      store: fixture.store,
      decode: decodePlain,
      projections,
    });
    const heir = fixture.runner();
    await owner.start();
    await until(async () => owner.isOwner, Boolean);
    await heir.start();
    await append(fixture.store, visits(30));
    expect(
      await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 5_000),
    ).toMatchObject({
      stale: false,
    });
    expect([owner.isOwner, heir.isOwner]).toEqual([true, false]);
    // As a kill looks from the database: no more heartbeats, and no goodbye.
    await doomed.close();
    const killed = performance.now();
    await append(fixture.store, visits(30));
    const { stale } = await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 10_000);
    expect(stale).toBe(false);
    expect(performance.now() - killed).toBeLessThan(5_000);
    expect(await totals()).toEqual({ came: 20, moved: 20 });
    await owner.stop();
  });

  it('is not disturbed by an owner that wakes up after it lost the lease', async () => {
    let blocked: (() => void) | undefined;
    const wake: { now?: () => void } = {};
    const held = new Promise<void>((resolve) => (blocked = resolve));
    const gate = new Promise<void>((resolve) => (wake.now = resolve));
    const interruptions: unknown[] = [];
    const zombie = fixture.runner({
      holder: 'zombie',
      decode: async (events, options) => {
        blocked?.();
        await gate;
        return decodePlain(events, options);
      },
      observer: { interrupted: (error) => interruptions.push(error) },
    });
    await append(fixture.store, visits(30));
    await zombie.start();
    await held;
    // As if the zombie had slept through its heartbeats.
    await fixture.readStore.pool.query(`UPDATE read.leases SET expires = '-infinity'`);
    const heir = fixture.runner({ holder: 'heir' });
    await heir.start();
    await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 10_000);
    wake.now?.();
    await append(fixture.store, visits(30));
    await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 10_000);
    await until(
      async () => zombie.isOwner,
      (owner) => !owner,
    );
    expect(heir.isOwner).toBe(true);
    for (const error of interruptions) expect(error).toMatchObject({ code: 'ownership-lost' });
    expect(await totals()).toEqual({ came: 20, moved: 20 });
    expect(await differences()).toBe(0);
  });

  it('rolls back what an owner of an old epoch folded, even if it never heard of its loss', async () => {
    await append(fixture.store, visits(30));
    let takenOver = false;
    const losses: unknown[] = [];
    const runner = fixture.runner({
      decode: async (events, options) => {
        if (!takenOver) {
          takenOver = true;
          await fixture.readStore.pool.query(`UPDATE read.projections SET epoch = nextval('read.epochs')`);
        }
        return decodePlain(events, options);
      },
      observer: { interrupted: (error) => losses.push(error) },
    });
    await runner.start();
    await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 10_000);
    await fixture.readStore.waitForPosition('queue', await fixture.store.head(), 10_000);
    expect(losses).toEqual([expect.objectContaining({ code: 'ownership-lost' })]);
    expect(await totals()).toEqual({ came: 10, moved: 10 });
    await runner.stop();
    expect(await differences()).toBe(0);
  });
});
