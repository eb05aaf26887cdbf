import { expect } from '@jest/globals';
import { BEGINNING, type EventStore, lastEvent, type Position, type RecordedEvent } from '#event-sourcing';
import { onLog, type Start } from './harness.js';
import { everything } from './reading.js';
import { aStream, events, ids } from './samples.js';

/** Tickets and claims in turn, types `Opened` and `Closed`, 24 events in all. */
async function mixedLog(store: EventStore): Promise<readonly RecordedEvent[]> {
  const streams = [aStream('ticket'), aStream('claim'), aStream('ticketing')];
  for (let round = 0; round < 4; round++) {
    for (const stream of streams) {
      await store.append(stream, round * 2, [...events(1, 'Opened'), ...events(1, 'Closed')]);
    }
  }
  return everything(store);
}

export function readCases(start: Start): void {
  onLog(start, 'is empty at first', async ({ store }) => {
    expect(await store.head()).toBe(BEGINNING);
    expect(await store.readStream(aStream())).toEqual([]);
    expect(await store.readAll({ after: BEGINNING, limit: 10 })).toEqual({
      events: [],
      position: BEGINNING,
      caughtUp: true,
    });
  });

  onLog(start, 'reads a part of a stream', async ({ store }) => {
    const stream = aStream();
    const given = events(10);
    await store.append(stream, 0, given);
    await store.append(aStream(), 0, events(3));
    expect(ids(await store.readStream(stream, { fromVersion: 4, limit: 3 }))).toEqual(ids(given.slice(3, 6)));
    expect(ids(await store.readStream(stream, { fromVersion: 9 }))).toEqual(ids(given.slice(8)));
    expect(await store.readStream(stream, { fromVersion: 11 })).toEqual([]);
  });

  onLog(
    start,
    'gives every event once, in an order that agrees with every stream',
    async ({ store, another }) => {
      const stores = [store, await another()];
      const streams = Array.from({ length: 8 }, () => aStream());
      await Promise.all(
        streams.map(async (stream, k) => {
          for (let i = 0; i < 10; i++) await stores[k % 2]!.append(stream, i * 3, events(3));
        }),
      );
      const all = await everything(store, BEGINNING, 7);
      expect(new Set(ids(all)).size).toBe(240);
      expect(all.map((e) => e.position)).toEqual(all.map((e) => e.position).toSorted());
      expect(new Set(all.map((e) => e.position)).size).toBe(240);
      for (const stream of streams) {
        const versions = all.filter((e) => e.stream === stream).map((e) => e.version);
        expect(versions).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      }
      expect(await everything(await another())).toEqual(all);
      expect(await store.head()).toBe(all.at(-1)?.position);
    },
  );

  onLog(start, 'says where an append ended, and its head lies there', async ({ store }) => {
    const first = await store.append(aStream(), 0, events(3));
    expect(await store.head()).toBe(first.position);
    const second = await store.append(aStream(), 0, events(2));
    expect(await store.head()).toBe(second.position);
    expect(await everything(store, first.position)).toHaveLength(2);
    expect(await everything(store, second.position)).toEqual([]);
  });

  onLog(start, 'gives its last event, also of several in one append', async ({ store }) => {
    expect(await lastEvent(store)).toBeUndefined();
    for (let round = 0; round < 3; round++) {
      const given = events(2);
      const { position } = await store.append(aStream(), 0, given);
      expect(await lastEvent(store)).toMatchObject({ id: given[1]?.id, position });
      expect(await lastEvent(store)).toEqual((await everything(store)).at(-1));
    }
  });

  onLog(start, 'resumes at any event, also in the middle of an append', async ({ store }) => {
    const all = await mixedLog(store);
    for (const [i, event] of all.entries()) {
      expect(await everything(store, event.position, 5)).toEqual(all.slice(i + 1));
    }
  });

  onLog(start, 'filters by category and type, whole words', async ({ store }) => {
    const all = await mixedLog(store);
    const of = (category: string, type?: string) =>
      all.filter((e) => e.stream.startsWith(`${category}-`) && (type === undefined || e.type === type));
    const read = (filter: object) => everything(store, BEGINNING, 3, filter);
    expect(await read({ categories: ['ticket'] })).toEqual(of('ticket'));
    expect(await read({ categories: ['ticket'], types: ['Closed'] })).toEqual(of('ticket', 'Closed'));
    expect(await read({ types: ['Closed', 'Opened'] })).toEqual(all);
    expect(await read({ types: ['Close'] })).toEqual([]);
    expect(await read({ categories: [] })).toEqual([]);
  });

  onLog(start, 'moves over what a filter drops', async ({ store }) => {
    await mixedLog(store);
    const page = await store.readAll({ after: BEGINNING, limit: 5, filter: { types: ['Nothing'] } });
    expect(page).toEqual({ events: [], position: await store.head(), caughtUp: true });
  });

  onLog(start, 'never reads beyond the position it was given', async ({ store }) => {
    const all = await mixedLog(store);
    for (const [i, { position: upTo }] of all.entries()) {
      const page = await store.readAll({ after: BEGINNING, limit: 100, upTo });
      expect(page.events).toEqual(all.slice(0, i + 1));
      expect(page.position).toBe(upTo);
    }
    const last = all.at(-1)!.position;
    expect(await store.readAll({ after: last, limit: 10, upTo: all[3]!.position })).toMatchObject({
      events: [],
      position: last,
    });
    const beyond = last.replace(/^\d/, '8') as Position;
    expect(await store.readAll({ after: BEGINNING, limit: 100, upTo: beyond })).toEqual({
      events: all,
      position: last,
      caughtUp: true,
    });
  });

  onLog(start, 'keeps its identity, which other logs do not share', async ({ store, another }) => {
    expect(store.logId).toMatch(/^[0-9a-f-]{36}$/);
    expect((await another()).logId).toBe(store.logId);
    const other = await start();
    expect(other.store.logId).not.toBe(store.logId);
    await other.stop();
  });
}
