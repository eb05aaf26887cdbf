import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BEGINNING, type Position, type RecordedEvent } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import {
  historyCount,
  historyPage,
  newestPage,
  ProjectionAdmin,
  type RunnableProjection,
  type ReadStore,
} from '../index.js';
import {
  append,
  decodePlain,
  type DeskEvent,
  queueProjection,
  type QueueRow,
} from '../testing/desk-fixture.js';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';

const ticket = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const desk = fc.constantFrom('north', 'south');
const rank = fc.integer({ min: 0, max: 9 });
const event: fc.Arbitrary<DeskEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('Came' as const), data: fc.record({ ticket, desk, rank }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('Moved' as const),
      data: fc.record({ ticket, rank, desk }, { requiredKeys: ['ticket', 'rank'] }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('Slept' as const),
      data: fc.record({ ticket, asleep: fc.boolean() }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('Left' as const), data: fc.record({ ticket }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('Unrelated' as const), data: fc.constant({}) }) },
);

/** The set as the log cut at a position gives it, by nothing but the fold. */
function replayed(log: readonly RecordedEvent[], at: Position, of: string): QueueRow[] {
  const rows = new Map<string, QueueRow | undefined>();
  for (const recorded of log) {
    if (recorded.position > at || recorded.type === 'Unrelated') continue;
    const envelope = { ...recorded, event: { type: recorded.type, data: recorded.data } } as never;
    const [key = ''] = queueProjection.keys(envelope);
    rows.set(key, queueProjection.evolve(rows.get(key), envelope, key));
  }
  return [...rows.values()]
    .filter((row) => row !== undefined)
    .filter((row) => row.inQueue && row.desk === of)
    .sort((a, b) => compare(a.sort, b.sort) || compare(a.ticket, b.ticket));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function allPages(store: ReadStore, of: string, at: Position, limit: number): Promise<QueueRow[]> {
  const rows: QueueRow[] = [];
  let after: readonly (string | number)[] | undefined;
  do {
    const page = await historyPage<QueueRow>(store, queueProjection, {
      partition: of,
      at,
      limit,
      ...(after === undefined ? {} : { after }),
    });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

/** The newest page tells itself which position it shows, and is none where another position was asked for. */
async function checkNewest(store: ReadStore, log: readonly RecordedEvent[], limit: number): Promise<void> {
  const head = log.at(-1)?.position ?? BEGINNING;
  for (const partition of ['north', 'south', 'nowhere']) {
    const expected = replayed(log, head, partition);
    const page = await newestPage<QueueRow>(store, queueProjection, { partition, limit });
    expect(page).toMatchObject({ position: head, total: expected.length, rows: expected.slice(0, limit) });
    expect(page?.next === undefined).toBe(expected.length <= limit);
    const asked = { partition, limit, at: BEGINNING };
    expect(await newestPage<QueueRow>(store, queueProjection, asked)).toBeUndefined();
  }
}

describe('row history', () => {
  const projections: readonly RunnableProjection[] = [queueProjection];

  it('gives the set of any position as the log cut there gives it, wherever batches and buckets end, also rebuilt', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
        fc.record({
          minBucketChanges: fc.integer({ min: 1, max: 6 }),
          cacheRows: fc.constantFrom(0, 2, 100),
          batchSize: fc.integer({ min: 1, max: 7 }),
          bootBatchSize: fc.integer({ min: 1, max: 30 }),
        }),
        fc.integer({ min: 1, max: 4 }),
        async (events, cuts, options, limit) => {
          const fixture = await readStoreFixture(createMemoryEventStore());
          try {
            let rest = [...events];
            for (const cut of [...cuts, events.length]) {
              await append(fixture.store, rest.slice(0, cut));
              rest = rest.slice(cut);
              await fixture.project({ ...options, projections });
            }
            const log = (await fixture.store.readAll({ after: BEGINNING, limit: 1_000 })).events;
            const check = async (): Promise<void> => {
              for (const at of [BEGINNING, ...log.map((recorded) => recorded.position)]) {
                for (const partition of ['north', 'south']) {
                  const expected = replayed(log, at, partition);
                  expect(await allPages(fixture.readStore, partition, at, limit)).toEqual(expected);
                  expect(
                    await historyCount<QueueRow>(fixture.readStore, queueProjection, { partition, at }),
                  ).toBe(expected.length);
                  const where = { rank: 3 };
                  const some = { partition, at, where };
                  const matching = expected.filter((row) => row.rank === 3);
                  expect(await historyCount<QueueRow>(fixture.readStore, queueProjection, some)).toBe(
                    matching.length,
                  );
                  const page = await historyPage<QueueRow>(fixture.readStore, queueProjection, {
                    ...some,
                    limit: 50,
                  });
                  expect(page.rows).toEqual(matching);
                }
              }
              await checkNewest(fixture.readStore, log, limit);
            };
            await check();
            const admin = new ProjectionAdmin({
              ...fixture,
              decode: decodePlain,
              projections,
              minBucketChanges: options.minBucketChanges,
              batchSize: 13,
            });
            const differences: unknown[] = [];
            await admin.verify('queue', (difference) => differences.push(difference));
            expect(differences).toEqual([]);
            await admin.rebuild('queue');
            await check();
          } finally {
            await fixture.close();
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 300_000);

  describe('asked for what it can not give', () => {
    let fixture: ReadStoreFixture;
    beforeAll(async () => {
      fixture = await readStoreFixture();
      await append(fixture.store, [{ type: 'Came', data: { ticket: 'a', desk: 'north', rank: 1 } }]);
      await fixture.project({ projections });
      await append(fixture.store, [{ type: 'Left', data: { ticket: 'a' } }]);
    });
    afterAll(() => fixture.close());
    const page = (at: string, projection = queueProjection): Promise<unknown> =>
      historyPage<QueueRow>(fixture.readStore, projection, {
        partition: 'north',
        at: at as Position,
        limit: 1,
      });

    it('refuses a position that it has not reached', async () => {
      await expect(page(await fixture.store.head())).rejects.toMatchObject({ code: 'position-not-reached' });
    });
    it.each(['1', 'x'.repeat(70), "' OR true --", 'é'])(
      'refuses the position %j, which is from nowhere',
      async (at) => {
        await expect(page(at)).rejects.toMatchObject({ code: 'position-unknown' });
      },
    );
    it('says that a version is retired which is not there', async () => {
      await expect(page(BEGINNING, { ...queueProjection, version: 7 })).rejects.toMatchObject({
        code: 'view-retired',
      });
    });
  });
});
