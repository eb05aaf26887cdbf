import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BEGINNING, type LogSignal } from '#event-sourcing';
import { aStream, events, everything, Reader } from '#event-sourcing/testing';
import { emptyLog, using } from '../testing/eventstoredb-harness.js';

const lost: LogSignal[] = [];
/** What tells that calls were lost: a hundred that are left open stop all others, until their connection is replaced. */
const observer = (signal: LogSignal): void => {
  if (['resubscribed', 'reconnected', 'retried'].includes(signal.kind)) lost.push(signal);
};

/** A call that is left without being cancelled stays open; the server gives a connection about a hundred. */
describe('calls that are left before their end', () => {
  beforeEach(() => void (lost.length = 0));
  afterEach(() => expect(lost).toEqual([]));

  it('are cancelled: 500 subscriptions in a row', async () => {
    await using(emptyLog({ observer }), async ({ store }) => {
      await store.append(aStream(), 0, events(3));
      for (let i = 0; i < 500; i++) {
        const signal = new AbortController().signal;
        for await (const message of store.subscribe({ after: BEGINNING, batchSize: 1, signal })) {
          expect(message.kind).toBe('batch');
          break;
        }
      }
      expect(await everything(store)).toHaveLength(3);
    });
  });

  it('are cancelled: 110 reads in whose place a subscription filters', async () => {
    await using(emptyLog({ observer }), async ({ store }) => {
      await store.append(aStream(), 0, [
        ...events(600, 'Other'),
        ...events(20, 'Rare'),
        ...events(200, 'Other'),
      ]);
      for (let i = 0; i < 110; i++) {
        const page = await store.readAll({ after: BEGINNING, limit: 1, filter: { types: ['Rare'] } });
        expect(page.events).toHaveLength(1);
      }
      expect(await everything(store, BEGINNING, 1_000)).toHaveLength(820);
    });
  });

  it('do not keep 130 subscriptions that stand still from being served beside appends and reads', async () => {
    await using(emptyLog({ observer }), async ({ store }) => {
      await store.append(aStream(), 0, events(60));
      const readers = Array.from(
        { length: 130 },
        () => new Reader(store, { after: BEGINNING, batchSize: 20 }),
      );
      const begun = await Promise.all(readers.map((reader) => reader.take(20)));
      expect(begun.every((list) => list.length === 20)).toBe(true);
      const [last] = events(1);
      await store.append(aStream(), 0, [last!]);
      expect((await readers.at(-1)!.takeThrough(last!.id)).length).toBe(41);
      await Promise.all(readers.map((reader) => reader.stop()));
    });
  });

  it('leave 300 reads at once their answers', async () => {
    await using(emptyLog({ observer }), async ({ store }) => {
      const stream = aStream();
      await store.append(stream, 0, events(20));
      const reads = await Promise.all(Array.from({ length: 300 }, () => store.readStream(stream)));
      expect(reads.every((list) => list.length === 20)).toBe(true);
    });
  });
});
