import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendInOrder, BEGINNING, type EventStore, type StreamAppend, streamName } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { postgresHarness, type PostgresHarness } from '../testing/postgres-harness.js';

const event = (type: string) => ({ id: randomUUID(), type, data: { type }, metadata: { actor: 'a' } });
const append = (id: string, expectedVersion: number, ...types: string[]): StreamAppend => ({
  stream: streamName('ticket', id),
  expectedVersion,
  events: types.map(event),
});
const typesIn = async (store: EventStore) =>
  (await store.readAll({ after: BEGINNING, limit: 1_000 })).events.map(({ type }) => type);

let harness: PostgresHarness;
beforeAll(async () => {
  harness = await postgresHarness();
});
afterAll(() => harness.stop());

describe.each([
  ['PostgreSQL', async () => (await postgresHarness()) as { store: EventStore; stop?: () => Promise<void> }],
  ['a store without it', async () => ({ store: createMemoryEventStore() })],
])('appends in order, by %s', (_, start) => {
  it('come in the order given, also when a stream comes several times in between', async () => {
    const { store, stop } = (await start()) as { store: EventStore; stop?: () => Promise<void> };
    const [a, b] = [randomUUID(), randomUUID()];
    const batch = [append(a, 0, 'A1', 'A2'), append(b, 0, 'B1'), append(a, 2, 'A3'), append(b, 1, 'B2')];
    const position = await appendInOrder(store, batch);
    expect(await typesIn(store)).toEqual(['A1', 'A2', 'B1', 'A3', 'B2']);
    expect(position).toBe(await store.head());
    expect(await appendInOrder(store, batch)).toBe(position);
    expect(await typesIn(store)).toHaveLength(5);
    expect((await store.readStream(streamName('ticket', a))).map(({ version }) => version)).toEqual([
      1, 2, 3,
    ]);
    await stop?.();
  });
});

describe('a batch in order on PostgreSQL', () => {
  it('is stored whole or not at all', async () => {
    const { store } = harness;
    const [taken, free] = [randomUUID(), randomUUID()];
    await store.append(streamName('ticket', taken), 0, [event('Before')]);
    const before = await store.head();
    await expect(
      appendInOrder(store, [append(free, 0, 'New'), append(taken, 0, 'Late')]),
    ).rejects.toMatchObject({ code: 'wrong-expected-version', stream: `ticket-${taken}`, actual: 1 });
    expect(await store.head()).toBe(before);
    expect(await store.readStream(streamName('ticket', free))).toEqual([]);
  });

  it('waits for a writer that holds one of its streams', async () => {
    const { store, server } = harness;
    const [held, other] = [randomUUID(), randomUUID()];
    const writer = await server.holdWriter(streamName('ticket', held), [event('Held')]);
    const batch = appendInOrder(store, [append(other, 0, 'O1'), append(held, 0, 'H1')]);
    await writer.rollBack();
    await batch;
    expect(await store.readStream(streamName('ticket', held))).toMatchObject([{ type: 'H1' }]);
  });

  it('refuses versions that do not follow each other before it sends anything', async () => {
    const id = randomUUID();
    await expect(
      appendInOrder(harness.store, [append(id, 0, 'A'), append(id, 2, 'C')]),
    ).rejects.toBeInstanceOf(TypeError);
  });

  it('wakes subscribers and is seen by them in order', async () => {
    const { store } = harness;
    const stop = new AbortController();
    const after = await store.head();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const message of store.subscribe({ after, signal: stop.signal })) {
        if (message.kind === 'batch') seen.push(...message.events.map(({ type }) => type));
        if (seen.length >= 3) stop.abort();
      }
    })();
    const [a, b] = [randomUUID(), randomUUID()];
    await appendInOrder(store, [append(a, 0, 'S1'), append(b, 0, 'S2'), append(a, 1, 'S3')]);
    await reading;
    expect(seen).toEqual(['S1', 'S2', 'S3']);
  });
});
