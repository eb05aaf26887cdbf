import { expect } from '@jest/globals';
import { BEGINNING, type Position } from '#event-sourcing';
import { onLog, type Start } from './harness.js';
import { Reader } from './reading.js';
import { aStream, events, ids } from './samples.js';

export function subscriptionCases(start: Start): void {
  onLog(start, 'says that it has caught up, on an empty log and after what was there', async ({ store }) => {
    const reader = new Reader(store, { after: BEGINNING });
    expect(await reader.next()).toEqual({ kind: 'caught-up', position: BEGINNING });
    const given = events(5);
    const { position } = await store.append(aStream(), 0, given);
    expect(ids(await reader.take(5))).toEqual(ids(given));
    expect(reader.position).toBe(position);
    await reader.stop();

    const late = new Reader(store, { after: BEGINNING, batchSize: 2 });
    expect(ids(await late.untilCaughtUp())).toEqual(ids(given));
    expect(late.position).toBe(position);
    await late.stop();
  });

  onLog(start, 'hears what another process appends', async ({ store, another }) => {
    const reader = new Reader(store, { after: BEGINNING });
    await reader.untilCaughtUp();
    const given = events(3);
    await (await another()).append(aStream(), 0, given);
    expect(ids(await reader.take(3))).toEqual(ids(given));
    await reader.stop();
  });

  onLog(start, 'resumes in the middle of a batch and of an append', async ({ store }) => {
    const given = events(10);
    await store.append(aStream(), 0, given);
    let position: Position = BEGINNING;
    const seen: string[] = [];
    while (seen.length < 10) {
      const reader = new Reader(store, { after: position, batchSize: 3 });
      seen.push(...ids(await reader.take(1)));
      position = reader.position;
      await reader.stop();
    }
    expect(seen).toEqual(ids(given));
    const whole = await store.readStream(
      (await store.readAll({ after: BEGINNING, limit: 1 })).events[0]!.stream,
    );
    const resumed = new Reader(store, { after: whole[4]!.position });
    expect(ids(await resumed.untilCaughtUp())).toEqual(ids(given.slice(5)));
    await resumed.stop();
  });

  onLog(start, 'loses and doubles nothing when readers are killed under load', async ({ store, another }) => {
    const writers = [store, await another()];
    const writing = Promise.all(
      Array.from({ length: 8 }, async (_, k) => {
        const stream = aStream();
        for (let i = 0; i < 25; i++) await writers[k % 2]!.append(stream, i * 2, events(2));
      }),
    );
    const seen: string[] = [];
    let position: Position = BEGINNING;
    for (let life = 1; seen.length < 400; life++) {
      const reader = new Reader(writers[life % 2]!, { after: position, batchSize: 1 + (life % 9) });
      seen.push(...ids(await reader.take(Math.min(1 + ((life * 7) % 40), 400 - seen.length))));
      position = reader.position;
      await reader.stop();
    }
    await writing;
    const all = await store.readAll({ after: BEGINNING, limit: 1_000 });
    expect(seen).toEqual(ids(all.events));
  });

  onLog(start, 'filters, and moves its position over what it drops', async ({ store }) => {
    const types = ['Wanted'];
    await store.append(aStream(), 0, [...events(2, 'Other'), ...events(1, 'Wanted'), ...events(2, 'Other')]);
    const reader = new Reader(store, { after: BEGINNING, filter: { types }, batchSize: 1 });
    expect((await reader.untilCaughtUp()).map((e) => e.type)).toEqual(types);
    expect(reader.position).toBe(await store.head());
    const dropped = await store.append(aStream('claim'), 0, events(3, 'Other'));
    while (reader.position < dropped.position) {
      expect(await reader.next()).toMatchObject({ kind: 'batch', events: [] });
    }
    const wanted = events(2, 'Wanted');
    await store.append(aStream('claim'), 0, wanted);
    expect(ids(await reader.take(2))).toEqual(ids(wanted));
    await reader.stop();
  });

  onLog(start, 'gives no batch above its size, behind or at the head', async ({ store }) => {
    const reader = new Reader(store, { after: BEGINNING, batchSize: 4 });
    await store.append(aStream(), 0, events(11));
    await reader.untilCaughtUp();
    await store.append(aStream(), 0, events(11));
    for (let left = 11; left > 0;) {
      const message = await reader.next();
      const size = message?.kind === 'batch' ? message.events.length : 0;
      expect(size).toBeLessThanOrEqual(4);
      left -= size;
    }
    await reader.stop();
  });

  onLog(start, 'loses nothing to a consumer that stands still for ten thousand events', async ({ store }) => {
    const reader = new Reader(store, { after: BEGINNING });
    await reader.untilCaughtUp();
    const given = Array.from({ length: 10 }, () => events(1_000));
    for (const thousand of given) await store.append(aStream(), 0, thousand);
    expect(ids(await reader.take(10_000))).toEqual(ids(given.flat()));
    await reader.stop();
  });

  onLog(start, 'serves subscriptions at different places, each for itself', async ({ store }) => {
    const given = events(20);
    await store.append(aStream(), 0, given);
    const stored = (await store.readAll({ after: BEGINNING, limit: 100 })).events;
    const readers = [0, 5, 20].map((n) => new Reader(store, { after: stored[n - 1]?.position ?? BEGINNING }));
    const more = events(5);
    await store.append(aStream(), 0, more);
    const taken = await Promise.all(readers.map((reader, k) => reader.take([25, 20, 5][k]!)));
    expect(taken.map(ids)).toEqual([0, 5, 20].map((n) => ids([...given, ...more].slice(n))));
    await Promise.all(readers.map((reader) => reader.stop()));
  });

  onLog(
    start,
    'ends when its signal aborts: before it began, at the head, between two batches',
    async ({ store }) => {
      await store.append(aStream(), 0, events(10));
      const [unborn, waiting, reading] = [1, 2, 3].map(
        () => new Reader(store, { after: BEGINNING, batchSize: 5 }),
      );
      unborn!.signalAbort();
      expect(await unborn!.next()).toBeUndefined();

      await waiting!.untilCaughtUp();
      const pending = waiting!.next();
      waiting!.signalAbort();
      expect(await pending).toBeUndefined();

      expect(await reading!.next()).toMatchObject({ kind: 'batch' });
      reading!.signalAbort();
      expect(await reading!.next()).toBeUndefined();
    },
  );

  onLog(start, 'ends when the store is closed', async ({ another }) => {
    const store = await another();
    const reader = new Reader(store, { after: BEGINNING });
    await reader.untilCaughtUp();
    const pending = reader.next();
    await store.close();
    expect(await pending).toBeUndefined();
  });
}
