import { EventStoreDBClient, jsonEvent, START, streamNameFilter } from '@eventstore/db-client';
import { randomUUID } from 'node:crypto';
import { BEGINNING, type EventStore, type ProposedEvent, streamName } from '#event-sourcing';
import { createEventStoreDbEventStore } from '#event-store-eventstoredb';
import { REAL_EVENTSTORE_URL, spawnDouble } from '../eventstoredb-double/index.js';
import { type BenchRow, median, perSecond } from './bench-row.js';
import { leaderMoveRows } from './support/leader-move.js';
import { size } from './support/sizes.js';

const ROUNDS = size('BENCH_ROUNDS', 5);
const ROUND_MS = size('BENCH_ROUND_MS', 1_500);
const EVENTS = size('BENCH_EVENTS', 1_000_000);
const CREDENTIALS = { username: 'admin', password: 'changeit' };

const DATA = { ticket: 'HD-2026-000123', reason: 'x'.repeat(300), due: '2026-11-23T10:00:00.000Z' };
const METADATA = { commandId: randomUUID(), actor: 'engineer-17', desk: 'finale', schemaVersion: '1' };

/**
 * The adapter against the bare client, in turn on one server: the double in a process of its own, or the server that
 * EVENTSTORE_TEST_URL names. Then the time that writers stand still while the double's leader moves.
 */
export async function runEventStoreDbBench(): Promise<readonly BenchRow[]> {
  const double = REAL_EVENTSTORE_URL === undefined ? await spawnDouble() : undefined;
  const url = double?.url ?? REAL_EVENTSTORE_URL ?? '';
  const store = await createEventStoreDbEventStore({ url });
  const client = EventStoreDBClient.connectionString(url);
  try {
    const rows: BenchRow[] = [];
    for (const writers of [1, 16, 64]) rows.push(await appendRow(writers, store, client));
    rows.push(...(await readRows(store, client)));
    return [...rows, ...(await leaderMoveRows())];
  } finally {
    await store.close();
    await client.dispose();
    await double?.close();
  }
}

async function appendRow(writers: number, store: EventStore, client: EventStoreDBClient): Promise<BenchRow> {
  const ours: number[] = [];
  const batch: number[] = [];
  const unary: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const bare = await rate(writers, () => bareAppender(client, {}));
    const adapter = await rate(writers, () => appender(store));
    const single = await rate(writers, () => bareAppender(client, { credentials: CREDENTIALS }));
    // The first round warms up connections and code.
    if (round === 0) continue;
    ours.push(adapter);
    batch.push(bare);
    unary.push(single);
  }
  return {
    what: `append to EventStoreDB, ${writers} ${writers === 1 ? 'writer' : 'writers'} (bare client unary: ${perSecond(median(unary))})`,
    ours: perSecond(median(ours)),
    floor: perSecond(median(batch)),
    ratio: median(ours.map((rateOfOurs, i) => rateOfOurs / (batch[i] ?? NaN))).toFixed(2),
    aim: '≥ 0.95 ×',
  };
}

function appender(store: EventStore): () => Promise<unknown> {
  const stream = streamName('ticket', randomUUID());
  let version = 0;
  return () => store.append(stream, version++, [anEvent()]);
}

function bareAppender(
  client: EventStoreDBClient,
  options: { readonly credentials?: typeof CREDENTIALS },
): () => Promise<unknown> {
  const stream = streamName('ticket', randomUUID());
  let version = 0;
  return () => {
    const expectedRevision = version === 0 ? 'no_stream' : BigInt(version - 1);
    version++;
    const event = jsonEvent({ type: 'Prioritized', data: DATA, metadata: METADATA });
    return client.appendToStream(stream, event, { expectedRevision, ...options });
  };
}

function anEvent(): ProposedEvent {
  return { id: randomUUID(), type: 'Prioritized', data: DATA, metadata: METADATA };
}

async function rate(writers: number, start: () => () => Promise<unknown>): Promise<number> {
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
  return (count * 1_000) / (performance.now() - startedAt);
}

async function readRows(store: EventStore, client: EventStoreDBClient): Promise<readonly BenchRow[]> {
  for (let written = 0; written < EVENTS; written += 500) {
    await store.append(streamName('ticket', randomUUID()), 0, Array.from({ length: 500 }, anEvent));
  }
  const pages: number[] = [];
  const subscribed: number[] = [];
  const floor: number[] = [];
  const memory = new Memory();
  for (let round = 0; round < Math.min(ROUNDS, 3); round++) {
    const head = await store.head();
    floor.push(await bareCatchUp(client, BigInt(head)));
    subscribed.push(await caughtUp(store, round === 0 ? memory : undefined));
    pages.push(await paged(store));
  }
  const row = (what: string, rates: readonly number[]): BenchRow => ({
    what: `catch-up from EventStoreDB, ${what}`,
    ours: perSecond(median(rates)),
    floor: perSecond(median(floor)),
    ratio: (median(rates) / median(floor)).toFixed(2),
    aim: '≥ 0.9 ×',
  });
  return [
    row('subscription with a filter, against the same of the bare client', subscribed),
    row('pages of 1,000, against the same', pages),
    {
      what: `memory of a reader of ${EVENTS.toLocaleString('en-US')} events`,
      ours: `${memory.most.toFixed(0)} MB, grown by ${(memory.last - memory.early).toFixed(0)} MB after the first tenth`,
      floor: '–',
      ratio: '–',
      aim: 'flat, ≤ 250 MB',
    },
  ];
}

async function bareCatchUp(client: EventStoreDBClient, last: bigint): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  const subscription = client.subscribeToAll({
    fromPosition: START,
    filter: streamNameFilter({ prefixes: ['ticket-'], maxSearchWindow: 1_000 }),
  });
  for await (const { event } of subscription) {
    if (event !== undefined) count++;
    if ((event?.position?.commit ?? 0n) >= last) break;
  }
  await subscription.unsubscribe();
  return (count * 1_000) / (performance.now() - startedAt);
}

async function caughtUp(store: EventStore, memory: Memory | undefined): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  const options = { after: BEGINNING, batchSize: 1_000, filter: { categories: ['ticket'] } };
  for await (const message of store.subscribe({ ...options, signal: new AbortController().signal })) {
    if (message.kind === 'caught-up') break;
    count += message.events.length;
    memory?.look(count);
  }
  return (count * 1_000) / (performance.now() - startedAt);
}

async function paged(store: EventStore): Promise<number> {
  const startedAt = performance.now();
  let count = 0;
  for (let after = BEGINNING; ;) {
    const page = await store.readAll({ after, limit: 1_000 });
    count += page.events.length;
    after = page.position;
    if (page.caughtUp) return (count * 1_000) / (performance.now() - startedAt);
  }
}

/** Resident megabytes of this process while a reader goes through the log. */
class Memory {
  most = 0;
  early = 0;
  last = 0;

  look(count: number): void {
    this.last = process.memoryUsage.rss() / 1e6;
    this.most = Math.max(this.most, this.last);
    if (count <= EVENTS / 10) this.early = Math.max(this.early, this.last);
  }
}
