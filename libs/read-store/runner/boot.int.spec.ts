import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type pg from 'pg';
import { type Projection } from '#event-sourcing';
import { ProjectionAdmin } from '../index.js';
import {
  append,
  decodePlain,
  type DeskEvent,
  queueProjection,
  type TotalRow,
  totalsProjection,
} from '../testing/desk-fixture.js';
import { readStoreFixture } from '../testing/read-store-fixture.js';
import { until } from '../testing/until.js';

const ticket = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const rank = fc.integer({ min: 1, max: 9 });
const event: fc.Arbitrary<DeskEvent> = fc.oneof(
  fc.record({
    type: fc.constant('Came' as const),
    data: fc.record({ ticket, desk: fc.constant('north'), rank }),
  }),
  fc.record({ type: fc.constant('Moved' as const), data: fc.record({ ticket, rank }) }),
  fc.record({ type: fc.constant('Left' as const), data: fc.record({ ticket }) }),
);
const REFUSED = 13;

/** Folds everything, but PostgreSQL refuses its row after the event of rank 13. */
const refused: Projection<TotalRow & { readonly note: string | null }, DeskEvent> = {
  ...totalsProjection,
  name: 'refused',
  table: {
    ...totalsProjection.table,
    name: 'refused',
    columns: { ...totalsProjection.table.columns, note: { type: 'text', nullable: true } },
  },
  evolve(row, envelope) {
    const { type, data } = envelope.event;
    const next = totalsProjection.evolve(row, envelope, 'all') as TotalRow;
    return { ...next, note: type === 'Moved' && data.rank === REFUSED ? 'no\0text' : (row?.note ?? null) };
  },
};

describe('a boot', () => {
  it('gives what the log says, wherever pages and writes end, whatever is forgotten in between; one refused row stops one projection', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 20, maxLength: 60 }),
        fc.nat({ max: 59 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(0, 2, 100),
        async (events, at, bootPageSize, bootBatchSize, cacheRows) => {
          const fixture = await readStoreFixture();
          try {
            const poison: DeskEvent = { type: 'Moved', data: { ticket: 'a', rank: REFUSED } };
            const place = at % events.length;
            const log = [...events.slice(0, place), poison, ...events.slice(place)];
            await append(fixture.store, log);
            const projections = [queueProjection, totalsProjection, refused];
            const running = fixture.runner({
              projections,
              bootPageSize,
              bootBatchSize,
              cacheRows,
              minBucketChanges: 3,
            });
            await running.start();
            const rows = await until(
              () => fixture.readStore.status(),
              (all) => all.every(({ state }) => state === 'active' || state === 'failed'),
            );
            await running.stop();

            const recorded = (await fixture.store.readAll({ after: '' as never, limit: 100 })).events;
            expect(rows.find(({ name }) => name === 'refused')).toMatchObject({
              state: 'failed',
              error: { position: recorded[place]?.position },
            });
            const counted = log.slice(0, place).filter(({ type }) => type !== 'Left');
            const kept = await fixture.readStore.query('refused', 'SELECT came, moved FROM read.refused');
            expect(kept.rows).toEqual(
              counted.length === 0
                ? []
                : [
                    {
                      came: counted.filter(({ type }) => type === 'Came').length,
                      moved: counted.filter(({ type }) => type === 'Moved').length,
                    },
                  ],
            );
            const admin = new ProjectionAdmin({
              ...fixture,
              decode: decodePlain,
              projections,
              minBucketChanges: 3,
            });
            for (const name of ['queue', 'totals']) {
              expect(await admin.verify(name)).toMatchObject({
                position: recorded.at(-1)?.position,
                differences: 0,
              });
            }
          } finally {
            await fixture.close();
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 120_000);

  it('begins again from what is committed when a write is lost while the pages after it are folded', async () => {
    const fixture = await readStoreFixture();
    try {
      const came = Array.from({ length: 60 }, (_, i): DeskEvent => {
        return { type: 'Came', data: { ticket: `t${i}`, desk: 'north', rank: 1 } };
      });
      await append(fixture.store, came);
      // The first makes the tables, the second writes the first page.
      const lost = loseCommit(fixture.readStore.pool, 3);
      let pages = 0;
      const running = fixture.runner({
        projections: [queueProjection],
        bootPageSize: 10,
        bootBatchSize: 10,
        // The third page comes when the second one's write has failed, with nobody waiting for it.
        decode: async (events, options) => {
          if (++pages === 3) await lost;
          return decodePlain(events, options);
        },
      });
      await running.start();
      const head = await fixture.store.head();
      expect(await fixture.readStore.waitForPosition('queue', head, 20_000)).toMatchObject({ stale: false });
      await running.stop();
      const admin = new ProjectionAdmin({ ...fixture, decode: decodePlain, projections: [queueProjection] });
      expect(await admin.verify('queue')).toMatchObject({ position: head, differences: 0 });
    } finally {
      await fixture.close();
    }
  });
});

/** Rolls the n-th commit back as a connection that breaks does. @returns when that has happened. */
function loseCommit(pool: pg.Pool, n: number): Promise<void> {
  const seen = new WeakSet<pg.PoolClient>();
  let commits = 0;
  return new Promise((resolve) => {
    pool.on('acquire', (client) => {
      if (seen.has(client)) return;
      seen.add(client);
      const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
      const watched = async (...args: unknown[]): Promise<unknown> => {
        if (args[0] !== 'COMMIT' || ++commits !== n) return query(...args);
        await query('ROLLBACK');
        setImmediate(resolve);
        throw Object.assign(new Error('connection lost'), { code: '08006' });
      };
      client.query = watched as typeof client.query;
    });
  });
}
