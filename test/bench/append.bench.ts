import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { BEGINNING, type EventStore, type ProposedEvent, streamName } from '#event-sourcing';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { type BenchRow, median, perSecond } from './bench-row.js';
import { size } from './support/sizes.js';

const ROUNDS = size('BENCH_ROUNDS', 5);
const ROUND_MS = size('BENCH_ROUND_MS', 1_500);
/** Connections of the store's appends by default (two lanes and as many for appends that wait for a lock). */
const POOL = 4;
const AIMS = new Map([
  [1, '–'],
  [16, '≥ 1.0 ×'],
  [64, '≥ 1.5 ×'],
]);
const SEED = size('BENCH_EVENTS', 200_000);

const DATA = {
  ticket: 'HD-2026-000123',
  priority: 'high',
  reason: 'x'.repeat(300),
  due: '2026-11-23T10:00:00.000Z',
};
const METADATA = { commandId: randomUUID(), actor: 'engineer-17', desk: 'finale', schemaVersion: '1' };

/**
 * Appends a second by 1, 16 and 64 writers, one event each with its expected version, against bare one-row INSERTs of the
 * same JSON over a pool of the same size on the same server; and the read of the raw log.
 *
 * @param url a durable PostgreSQL, as a role that may create a schema and a table.
 */
export async function runAppendBench(url: string): Promise<readonly BenchRow[]> {
  await migrateEventLog(url);
  let groups = 0;
  const store = await createPostgresEventStore({
    url,
    observer: (signal) => (groups += signal.kind === 'group' ? 1 : 0),
  });
  const pool = new pg.Pool({ connectionString: url, max: POOL });
  await pool.query(
    'CREATE TABLE bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data json)',
  );
  const rows: BenchRow[] = [];
  try {
    for (const [writers, aim] of AIMS) {
      const rates: { ours: number; floor: number }[] = [];
      groups = 0;
      let appends = 0;
      for (let round = 0; round <= ROUNDS; round++) {
        const floor = await rate(writers, () => bareInsert(pool));
        const ours = await rate(writers, () => appender(store));
        appends += ours.count;
        // The first round warms up connections, plans and caches.
        if (round > 0) rates.push({ ours: ours.perSecond, floor: floor.perSecond });
      }
      rows.push({
        what: `append, ${writers} ${writers === 1 ? 'writer' : 'writers'} (${(appends / groups).toFixed(1)} appends a commit)`,
        ours: perSecond(median(rates.map((r) => r.ours))),
        floor: perSecond(median(rates.map((r) => r.floor))),
        ratio: median(rates.map((r) => r.ours / r.floor)).toFixed(2),
        aim,
      });
    }
    rows.push(...(await readRows(store, pool)));
  } finally {
    await pool.query('DROP TABLE bench_floor');
    await pool.end();
    await store.close();
  }
  return rows;
}

/** A stream of its own; each call appends one event at the version that the stream has by then. */
function appender(store: EventStore): () => Promise<unknown> {
  const stream = streamName('ticket', randomUUID());
  let version = 0;
  return () => store.append(stream, version++, [anEvent()]);
}

function bareInsert(pool: pg.Pool): () => Promise<unknown> {
  return () =>
    pool.query({
      name: 'bench-floor',
      text: 'INSERT INTO bench_floor (data) VALUES ($1)',
      values: [JSON.stringify(DATA)],
    });
}

function anEvent(): ProposedEvent {
  return { id: randomUUID(), type: 'Prioritized', data: DATA, metadata: METADATA };
}

async function rate(writers: number, start: () => () => Promise<unknown>) {
  const startedAt = performance.now();
  let count = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const once = start();
      while (performance.now() - startedAt < ROUND_MS) {
        await once();
        count++;
      }
    }),
  );
  return { count, perSecond: (count * 1_000) / (performance.now() - startedAt) };
}

async function readRows(store: EventStore, pool: pg.Pool): Promise<readonly BenchRow[]> {
  for (let i = 0; i < Math.ceil(SEED / 1_000); i++) {
    await store.append(streamName('ticket', randomUUID()), 0, Array.from({ length: 1_000 }, anEvent));
  }
  const ours: number[] = [];
  const floor: number[] = [];
  const caughtUp: number[] = [];
  for (let round = 0; round < 3; round++) {
    ours.push(
      await eventsPerSecond(async (after) => {
        const page = await store.readAll({ after, limit: 1_000 });
        return { count: page.events.length, next: page.position, done: page.caughtUp };
      }),
    );
    floor.push(await rowsPerSecond(pool));
    caughtUp.push(await caughtUpPerSecond(store));
  }
  const row = (what: string, rates: readonly number[]): BenchRow => ({
    what,
    ours: perSecond(median(rates)),
    floor: perSecond(median(floor)),
    ratio: (median(rates) / median(floor)).toFixed(2),
    aim: '≫ 100,000/s',
  });
  return [
    row('readAll, pages of 1,000, against the same rows as text', ours),
    row('subscription from the beginning, against the same', caughtUp),
  ];
}

async function caughtUpPerSecond(store: EventStore): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  for await (const message of store.subscribe({
    after: BEGINNING,
    batchSize: 1_000,
    signal: new AbortController().signal,
  })) {
    if (message.kind === 'caught-up') break;
    count += message.events.length;
  }
  return (count * 1_000) / (performance.now() - startedAt);
}

async function eventsPerSecond(
  page: (after: typeof BEGINNING) => Promise<{ count: number; next: typeof BEGINNING; done: boolean }>,
): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  for (let after = BEGINNING; ;) {
    const read = await page(after);
    count += read.count;
    after = read.next;
    if (read.done) return (count * 1_000) / (performance.now() - startedAt);
  }
}

async function rowsPerSecond(pool: pg.Pool): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  for (let after = '0'; ;) {
    const { rows } = await pool.query<string[]>({
      name: 'bench-read-floor',
      text: `SELECT position, stream, version, id, type, data::text, metadata::text, recorded_at::text
             FROM log.events WHERE position > $1 ORDER BY position LIMIT 1000`,
      values: [after],
      rowMode: 'array',
    });
    count += rows.length;
    const last = rows.at(-1)?.[0];
    if (last === undefined) return (count * 1_000) / (performance.now() - startedAt);
    after = last;
  }
}
