import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BEGINNING, type EventStore, streamName } from '#event-sourcing';
import { createEventStoreDbEventStore } from '#event-store-eventstoredb';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { SpawnedProcess, testDatabase, type TestDatabase } from '#testing';
import { spawnDouble } from '../eventstoredb-double/index.js';
import { type Build, buildProduct } from '../product/build.js';

const EVENTS = 8_000;
let build: Build;
let source: TestDatabase;

beforeAll(async () => {
  build = buildProduct();
  source = await testDatabase();
  await migrateEventLog(source.url);
  const store = await createPostgresEventStore({ url: source.url });
  const streams = Array.from({ length: 40 }, () => streamName('ticket', randomUUID()));
  const versions = new Map<string, number>();
  for (let i = 0; i < EVENTS; i += 1_000)
    await store.appendInOrder?.(
      Array.from({ length: 1_000 }, (_, k) => {
        const stream = streams[(3 * (i + k)) % 40]!;
        const expectedVersion = versions.get(stream) ?? 0;
        versions.set(stream, expectedVersion + 1);
        const event = {
          id: randomUUID(),
          type: 'Opened',
          data: { i: i + k },
          metadata: { actor: 'staff-1' },
        };
        return { stream, expectedVersion, events: [event] };
      }),
    );
  await store.close();
});
afterAll(async () => {
  await source.drop();
  build.remove();
});

const stores = {
  async PostgreSQL() {
    const database = await testDatabase();
    await migrateEventLog(database.url);
    const store = await createPostgresEventStore({ url: database.url });
    return { url: database.url, store, drop: () => database.drop() };
  },
  async EventStoreDB() {
    const double = await spawnDouble();
    const store = await createEventStoreDbEventStore({ url: double.url });
    return { url: double.url, store, drop: () => double.close() };
  },
};

const ops = (command: string, to: string) =>
  new SpawnedProcess('dist/apps/ops/main.js', {
    build: build.folder,
    args: ['event-store', command, '--from', source.url, '--to', to],
  });

/** Resolves when the log holds so many events. */
async function holds(store: EventStore, count: number): Promise<void> {
  let seen = 0;
  for await (const message of store.subscribe({ after: BEGINNING, signal: new AbortController().signal })) {
    if (message.kind === 'batch') seen += message.events.length;
    if (seen >= count) return;
  }
}

async function countOf(store: EventStore): Promise<number> {
  return (await store.readAll({ after: BEGINNING, limit: 2 * EVENTS })).events.length;
}

describe('a copy that is killed', () => {
  it.each(['PostgreSQL', 'EventStoreDB'] as const)(
    'goes on when it is started again, into %s, and is whole in the end',
    async (kind) => {
      const { url, store, drop } = await stores[kind]();
      try {
        for (const count of [1, 2_500]) {
          const reached = holds(store, count);
          const run = ops('copy', url);
          await Promise.race([reached, run.ended]);
          run.kill('SIGKILL');
          expect(await run.ended).toMatchObject({ signal: 'SIGKILL' });
          expect(await countOf(store)).toBeLessThan(EVENTS);
        }
        const interrupted = ops('copy', url);
        await Promise.race([holds(store, 5_000), interrupted.ended]);
        interrupted.kill('SIGINT');
        expect(await interrupted.ended).toMatchObject({
          code: 130,
          output: expect.stringContaining('Interrupted. The same command goes on.'),
        });

        expect(await ops('copy', url).ended).toMatchObject({
          code: 0,
          output: expect.stringContaining('going on behind it'),
        });
        const compared = await ops('compare', url).ended;
        expect(compared).toMatchObject({ code: 0, output: `${EVENTS} equal, 0 different.\n` });
      } finally {
        await store.close();
        await drop();
      }
    },
    240_000,
  );
});
