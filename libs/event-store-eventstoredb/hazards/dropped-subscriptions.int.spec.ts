import { describe, expect, it } from '@jest/globals';
import { BEGINNING, type EventStore } from '#event-sourcing';
import { aStream, events, everything, ids, Reader } from '#event-sourcing/testing';
import { type SubscriptionEnd } from '../../../test/eventstoredb-double/index.js';
import { onDouble, using } from '../testing/eventstoredb-harness.js';

const ENDS: readonly SubscriptionEnd[] = ['too-slow', 'quietly', 'cancelled', 'unavailable'];

async function write(store: EventStore, appends: number): Promise<void> {
  const stream = aStream();
  for (let i = 0; i < appends; i++) await store.append(stream, i * 2, events(2));
}

describe('a subscription that the server drops', () => {
  it.each(ENDS)(
    'at the head, %s, under load: goes on by itself, without a gap and without a double',
    async (how) => {
      await using(onDouble(), async ({ store, control, signals }) => {
        const readers = [undefined, { types: ['Opened'] }].map(
          (filter) => new Reader(store, { after: BEGINNING, ...(filter && { filter }) }),
        );
        await Promise.all(readers.map((reader) => reader.untilCaughtUp()));
        const reading = Promise.all(readers.map((reader) => reader.take(4 * 60 * 2)));
        for (let drop = 0; drop < 4; drop++) {
          const writing = write(store, 60);
          await control.endSubscriptions(how);
          await writing;
        }
        const all = ids(await everything(store, BEGINNING, 1_000));
        for (const seen of await reading) expect(ids(seen)).toEqual(all);
        expect(signals.some(({ kind }) => kind === 'resubscribed')).toBe(true);
        await Promise.all(readers.map((reader) => reader.stop()));
      });
    },
  );

  it.each(['cut', 'end-early'] as const)(
    'while it catches up (%s): goes on from its last event',
    async (how) => {
      await using(onDouble(), async ({ store, control, signals }) => {
        await write(store, 300);
        for (const after of [0, 1, 7, 250]) {
          await control.misbehave({ on: 'subscribe', how, after });
        }
        const reader = new Reader(store, { after: BEGINNING, batchSize: 50 });
        const seen = ids(await reader.untilCaughtUp());
        expect(seen).toEqual(ids(await everything(store, BEGINNING, 1_000)));
        expect(signals.filter(({ kind }) => kind === 'resubscribed').length).toBeGreaterThanOrEqual(3);
        await reader.stop();
      });
    },
  );

  it('as soon as it begins, over and over: is tried with growing pauses, and begins at last', async () => {
    await using(onDouble(), async ({ store, control, signals }) => {
      await write(store, 5);
      await control.misbehave({ on: 'subscribe', how: 'not-ready', times: 5 });
      const reader = new Reader(store, { after: BEGINNING });
      expect(await reader.take(10)).toHaveLength(10);
      expect(signals.filter(({ kind }) => kind === 'resubscribed')).toHaveLength(5);
      await reader.stop();
    });
  });

  it('without a word, its node standing still: is missed, and taken up again', async () => {
    await using(onDouble({ watchInterval: 100 }), async ({ store, control, signals }) => {
      // The first subscription of the feed is confirmed by nobody.
      await control.misbehave({ on: 'subscribe', how: 'never-answer' });
      const reader = new Reader(store, { after: BEGINNING });
      await reader.untilCaughtUp();
      await write(store, 5);
      expect(ids(await reader.take(10))).toEqual(ids(await everything(store)));
      expect(signals).toContainEqual({ kind: 'resubscribed', reason: 'not-answered' });
      expect(signals).toContainEqual({ kind: 'reconnected' });
      await reader.stop();
    });
  });

  it('together with everything else, as the server restarts: goes on when it is back', async () => {
    await using(onDouble(), async ({ store, control }) => {
      const reader = new Reader(store, { after: BEGINNING });
      await reader.untilCaughtUp();
      await write(store, 5);
      await control.restart(300);
      await write(store, 5);
      expect(ids(await reader.take(20))).toEqual(ids(await everything(store)));
      await reader.stop();
    });
  });
});
