import { describe, expect, it } from '@jest/globals';
import { BEGINNING } from '#event-sourcing';
import { aStream, events, everything, ids, Reader } from '#event-sourcing/testing';
import { emptyLog } from '../testing/eventstoredb-harness.js';

/** A call that is left without being cancelled stays open; the server gives a connection about a hundred. */
describe('calls that are left before their end', () => {
  it('are cancelled: 500 subscriptions and 500 filtered reads in a row', async () => {
    const { store, stop } = await emptyLog();
    for (let i = 0; i < 3; i++) await store.append(aStream(), 0, events(1_000));
    const { position } = await store.append(aStream(), 0, events(1, 'Last'));
    for (let i = 0; i < 500; i++) {
      for await (const message of store.subscribe({
        after: BEGINNING,
        batchSize: 1,
        signal: new AbortController().signal,
      })) {
        expect(message.kind).toBe('batch');
        break;
      }
      const page = await store.readAll({ after: BEGINNING, limit: 1, filter: { types: ['Opened'] } });
      expect(page.events).toHaveLength(1);
    }
    expect((await store.readAll({ after: BEGINNING, limit: 1, filter: { types: ['Last'] } })).position).toBe(
      position,
    );
    await stop();
  }, 120_000);

  it('do not keep 240 subscriptions, half of them standing still, from being served beside appends', async () => {
    const { store, stop } = await emptyLog();
    await store.append(aStream(), 0, events(1_000));
    await store.append(aStream(), 0, events(1_000));
    const all = ids(await everything(store, BEGINNING, 1_000));
    const readers = Array.from(
      { length: 240 },
      () => new Reader(store, { after: BEGINNING, batchSize: 100 }),
    );
    const begun = await Promise.all(readers.map((reader) => reader.take(100)));
    expect(begun.every((list) => list.length === 100)).toBe(true);
    await store.append(aStream(), 0, events(1));
    const [whole] = await Promise.all(readers.slice(0, 12).map((reader) => reader.take(1_901)));
    expect(ids(whole ?? []).slice(0, -1)).toEqual(all.slice(100));
    await Promise.all(readers.map((reader) => reader.stop()));
    await stop();
  }, 120_000);

  it('leave 300 reads at once their answers', async () => {
    const { store, stop } = await emptyLog();
    const stream = aStream();
    await store.append(stream, 0, events(20));
    const reads = await Promise.all(Array.from({ length: 300 }, () => store.readStream(stream)));
    expect(reads.every((list) => list.length === 20)).toBe(true);
    await stop();
  });
});
