import { describe, expect, it } from '@jest/globals';
import { BEGINNING, type ProposedEvent } from '#event-sourcing';
import { aStream, events, everything, ids } from '#event-sourcing/testing';
import { type Fault } from '../../../test/eventstoredb-double/index.js';
import { onDouble, using } from '../testing/eventstoredb-harness.js';

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['is never answered, and never stored', { on: 'append', how: 'never-answer', stores: false }],
  ['is never answered, though stored', { on: 'append', how: 'never-answer', stores: true }],
  ['loses its connection before it is stored', { on: 'append', how: 'cut-before-storing' }],
  ['loses its connection after it is stored', { on: 'append', how: 'cut-after-storing' }],
  ['finds its call ended with OK', { on: 'append', how: 'end-instead' }],
  ['is timed out by the server', { on: 'append', how: 'time-out' }],
  ['is answered twice', { on: 'append', how: 'answer-twice' }],
  ['meets a server that is not ready', { on: 'append', how: 'not-ready', times: 3 }],
  ['meets a busy server', { on: 'append', how: 'busy' }],
  ['meets no server', { on: 'append', how: 'unavailable' }],
  [
    'is answered so late that its repetition meets it under way',
    { on: 'append', how: 'slow', milliseconds: 900 },
  ],
];

describe('an append that', () => {
  it.each(FAULTS)('%s: is stored once and answered as if nothing had happened', async (_, fault) => {
    await using(
      onDouble({ attemptTimeout: 300 }, { writeTimeout: 200 }),
      async ({ store, control, signals }) => {
        const stream = aStream();
        const [before, given, after] = [events(2), events(3), events(1)];
        await store.append(stream, 0, before);
        await control.misbehave(fault);
        const result = await store.append(stream, 2, given);
        // Lasts until every late answer has come.
        await control.misbehave({ on: 'append', how: 'slow', milliseconds: 250 });
        await store.append(stream, 5, after);
        const stored = await everything(store);
        expect(ids(stored)).toEqual(ids([...before, ...given, ...after]));
        expect(result).toEqual({ version: 5, position: stored[4]?.position });
        if (fault.how !== 'answer-twice') expect(signals.some(({ kind }) => kind === 'retried')).toBe(true);
      },
    );
  });

  it('is never answered however often: is given up in bounded time as unknown', async () => {
    await using(
      onDouble({ attemptTimeout: 100, appendTimeout: 800 }),
      async ({ store, control, signals }) => {
        await control.misbehave({ on: 'append', how: 'never-answer', stores: false, times: 'always' });
        const startedAt = performance.now();
        await expect(store.append(aStream(), 0, events(1))).rejects.toMatchObject({
          code: 'log-unavailable',
        });
        expect(performance.now() - startedAt).toBeLessThan(5_000);
        expect(signals).toContainEqual({ kind: 'append-failed' });
        await control.behave();
        await store.append(aStream(), 0, events(1));
      },
    );
  });

  it('comes again after the server has forgotten its ids: they are found at their place', async () => {
    await using(onDouble(), async ({ store, control }) => {
      const [stream, given] = [aStream(), events(2)];
      const first = await store.append(stream, 0, given);
      await control.restart();
      await control.forgetRecentIds();
      expect(await store.append(stream, 0, given)).toEqual(first);
      expect(await everything(store)).toHaveLength(2);
    });
  });

  it('meets a clock of the server that runs a minute ahead: does not notice', async () => {
    await using(onDouble(), async ({ store, control, signals }) => {
      await control.shiftClock(60_000);
      await store.append(aStream(), 0, events(1));
      expect(signals.map(({ kind }) => kind)).not.toContain('retried');
    });
  });
});

describe('appends under way', () => {
  it('on one server do not notice that another one, of the same process, is cut off', async () => {
    await using(onDouble(), (broken) =>
      using(onDouble(), async (healthy) => {
        await broken.control.misbehave({ on: 'append', how: 'slow', milliseconds: 300, times: 20 });
        await healthy.control.misbehave({ on: 'append', how: 'slow', milliseconds: 300, times: 20 });
        const append = (store: typeof broken.store) => store.append(aStream(), 0, events(1));
        const both = [broken, healthy].map(({ store }) =>
          Promise.all(Array.from({ length: 20 }, () => append(store))),
        );
        await broken.control.cutConnections();
        expect((await Promise.all(both)).map((list) => list.length)).toEqual([20, 20]);
        expect(healthy.signals.filter(({ kind }) => kind === 'retried')).toEqual([]);
      }),
    );
  });

  it('are all stored once while connections keep breaking', async () => {
    await using(onDouble(), async ({ store, control }) => {
      let writing = true;
      const acknowledged: string[] = [];
      const writers = Array.from({ length: 8 }, async () => {
        const stream = aStream();
        for (let version = 0; writing; version += 2) {
          const given: readonly ProposedEvent[] = events(2);
          await store.append(stream, version, given);
          acknowledged.push(...ids(given));
        }
      });
      for (let cut = 1; cut <= 5; cut++) {
        const goal = acknowledged.length + 40;
        while (acknowledged.length < goal) await new Promise((resolve) => setImmediate(resolve));
        await control.cutConnections();
      }
      writing = false;
      await Promise.all(writers);
      const stored = ids(await everything(store, BEGINNING, 1_000));
      expect(new Set(stored).size).toBe(stored.length);
      expect([...stored].sort()).toEqual([...acknowledged].sort());
    });
  });

  it('find their way after no node could be discovered: no failure is kept', async () => {
    await using(onDouble({ appendTimeout: 1_000 }, { nodes: 2 }), async ({ store, control }) => {
      await control.stop(0);
      await control.stop(1);
      await expect(store.append(aStream(), 0, events(1))).rejects.toMatchObject({ code: 'log-unavailable' });
      await expect(store.head()).rejects.toMatchObject({ code: 'log-unavailable' });
      await control.start(0);
      await control.start(1);
      for (;;) {
        const stored = await store.append(aStream(), 0, events(1)).catch(() => undefined);
        if (stored !== undefined) break;
      }
      expect(await everything(store)).toHaveLength(1);
    });
  }, 60_000);
});
