import { expect } from '@jest/globals';
import { type EventStore, type ProposedEvent } from '#event-sourcing';
import { onLog, type Start } from './harness.js';
import { everything } from './reading.js';
import { anEvent, aStream, events, ids } from './samples.js';

export function idempotenceCases(start: Start): void {
  onLog(start, 'answers the same ids as the first time and stores them once', async ({ store, another }) => {
    const stream = aStream();
    const given = events(3);
    const first = await store.append(stream, 0, given);
    expect(await store.append(stream, 0, given)).toEqual(first);
    expect(await (await another()).append(stream, 0, given)).toEqual(first);
    expect(ids(await everything(store))).toEqual(ids(given));
  });

  onLog(start, 'answers the same ids as the first time when later events followed', async ({ store }) => {
    const stream = aStream();
    const [opened, given] = [events(2), events(2)];
    await store.append(stream, 0, opened);
    const first = await store.append(stream, 2, given);
    await store.append(stream, 4, events(5));
    expect(await store.append(stream, 2, given)).toEqual(first);
    expect(await store.readStream(stream)).toHaveLength(9);
  });

  onLog(start, 'ignores other data under the same ids: the log is not rewritten', async ({ store }) => {
    const stream = aStream();
    const event = anEvent({ said: 'first' });
    await store.append(stream, 0, [event]);
    await store.append(stream, 0, [{ ...event, data: { said: 'second' } }]);
    expect((await store.readStream(stream)).map((e) => e.data)).toEqual([{ said: 'first' }]);
  });

  onLog(start, 'answers a part of what was appended at its own place, as that part', async ({ store }) => {
    const stream = aStream();
    const given = events(4);
    await store.append(stream, 0, given);
    await store.append(stream, 4, events(2));
    const stored = await store.readStream(stream);
    for (const [from, to] of [
      [0, 1],
      [0, 3],
      [1, 3],
      [2, 4],
    ] as const) {
      const again = await store.append(stream, from, given.slice(from, to));
      expect(again).toEqual({ version: to, position: stored[to - 1]?.position });
    }
    expect(await store.readStream(stream)).toHaveLength(6);
  });

  onLog(start, 'stores the same id in another stream: an id belongs to its place', async ({ store }) => {
    const event = anEvent();
    for (const stream of [aStream(), aStream()]) {
      await store.append(stream, 0, [event]);
      expect(ids(await store.readStream(stream))).toEqual([event.id]);
    }
  });

  const conflicting: readonly (readonly [
    string,
    (given: readonly ProposedEvent[]) => readonly ProposedEvent[],
  ])[] = [
    ['an old id with a new one after it', ([a]) => [a!, anEvent()]],
    ['a new id with an old one after it', ([, b]) => [anEvent(), b!]],
    ['the same ids in another order', ([a, b, c]) => [b!, a!, c!]],
    ['all the ids and one more', (given) => [...given, anEvent()]],
    ['ids that stand further on', ([, b, c]) => [b!, c!]],
  ];
  for (const [title, others] of conflicting) {
    onLog(start, `takes for a conflict: ${title}`, async ({ store }) => {
      const stream = aStream();
      const given = events(3);
      await store.append(stream, 0, given);
      await expect(store.append(stream, 0, others(given))).rejects.toMatchObject({
        code: 'wrong-expected-version',
        actual: 3,
      });
      expect(ids(await store.readStream(stream))).toEqual(ids(given));
    });
  }

  onLog(start, 'takes the same ids at another version for a conflict', async ({ store }) => {
    const stream = aStream();
    const given = events(2);
    await store.append(stream, 0, given);
    await expect(store.append(stream, 1, given)).rejects.toMatchObject({ actual: 2 });
    await expect(store.append(stream, 7, given)).rejects.toMatchObject({ actual: 2 });
  });

  onLog(start, 'gives one result to the same append sent many times at once', async ({ store, another }) => {
    const stores: readonly EventStore[] = [store, await another()];
    const stream = aStream();
    const given = events(2);
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]!.append(stream, 0, given)),
    );
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(ids(await everything(store))).toEqual(ids(given));
  });
}
