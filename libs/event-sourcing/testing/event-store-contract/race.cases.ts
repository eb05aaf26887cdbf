import { expect } from '@jest/globals';
import { BEGINNING, type ProposedEvent } from '#event-sourcing';
import { onLog, type ServerHarness, type Start } from './harness.js';
import { everything, Reader } from './reading.js';
import { aStream, events, ids } from './samples.js';

/**
 * A writer takes its place, a later one commits before it: a reader that goes by what it can see passes the first one
 * and never comes back for it. Exported, as the next one, for the test of the test that shows such a reader failing.
 */
export async function heldWriterIsNotPassedByReads({ store, another, server }: ServerHarness): Promise<void> {
  const [early, late] = [events(2), events(2)];
  const held = await server.holdWriter(aStream(), early);
  await (await another()).append(aStream(), 0, late);
  const meanwhile = await store.readAll({ after: BEGINNING, limit: 10 });
  await held.commit();
  const rest = await everything(store, meanwhile.position);
  expect(ids([...meanwhile.events, ...rest])).toEqual(ids([...early, ...late]));
}

export async function heldWriterIsNotPassedBySubscriptions(harness: ServerHarness): Promise<void> {
  const { store, another, server } = harness;
  const [early, late, last] = [events(2), events(2), events(1)];
  const reader = new Reader(store, { after: BEGINNING });
  await reader.untilCaughtUp();
  const held = await server.holdWriter(aStream(), early);
  const seen = reader.takeThrough(last[0]!.id);
  const other = await another();
  await other.append(aStream(), 0, late);
  // The careless reader passes the held writer here at the latest: what is visible now begins behind its place.
  await store.readAll({ after: BEGINNING, limit: 10 });
  await held.commit();
  await other.append(aStream(), 0, last);
  const given = ids(await seen);
  await reader.stop();
  expect(given).toEqual(ids([...early, ...late, ...last]));
}

export function raceCases(start: Start): void {
  onLog(start, 'lets exactly one of twenty racers win', async ({ store, another }) => {
    const stores = [store, await another()];
    const stream = aStream();
    for (let round = 0; round < 5; round++) {
      const racers = Array.from({ length: 20 }, () => events(1));
      const results = await Promise.allSettled(
        racers.map((racer, k) => stores[k % 2]!.append(stream, round, racer)),
      );
      const won = results.flatMap((result, k) => (result.status === 'fulfilled' ? [racers[k]![0]!.id] : []));
      expect(won).toHaveLength(1);
      for (const result of results) {
        if (result.status === 'rejected') {
          expect(result.reason).toMatchObject({ code: 'wrong-expected-version', actual: round + 1 });
        }
      }
      expect((await store.readStream(stream))[round]?.id).toBe(won[0]);
    }
  });

  onLog(start, 'does not let one refused append spoil others at the same moment', async ({ store }) => {
    const taken = aStream();
    await store.append(taken, 0, events(1));
    const streams = Array.from({ length: 63 }, () => aStream());
    const refused = store.append(taken, 0, events(1));
    const stored = streams.map((stream) => store.append(stream, 0, events(1)));
    await expect(refused).rejects.toMatchObject({ code: 'wrong-expected-version' });
    expect((await Promise.all(stored)).map((result) => result.version)).toEqual(streams.map(() => 1));
  });
}

/** Races that need a server with connections to hold and to break. */
export function serverRaceCases(start: Start<ServerHarness>): void {
  onLog(start, 'reads past no writer that is held while a later one commits', heldWriterIsNotPassedByReads);
  onLog(start, 'subscribes past no writer that is held either', heldWriterIsNotPassedBySubscriptions);

  onLog(start, 'goes on when a held writer rolls back: its place stays empty', async ({ store, server }) => {
    const reader = new Reader(store, { after: BEGINNING });
    await reader.untilCaughtUp();
    const held = await server.holdWriter(aStream(), events(2));
    const given = events(2);
    await store.append(aStream(), 0, given);
    await held.rollBack();
    expect(ids(await reader.take(2))).toEqual(ids(given));
    expect(await everything(store)).toHaveLength(2);
    await reader.stop();
  });

  onLog(start, 'stores other streams while one is held', async ({ store, server }) => {
    const busy = aStream();
    const held = await server.holdWriter(busy, events(1));
    const blocked = store.append(busy, 0, events(1));
    const others = Array.from({ length: 20 }, () => store.append(aStream(), 0, events(1)));
    expect(await Promise.all(others)).toHaveLength(20);
    await held.commit();
    await expect(blocked).rejects.toMatchObject({ code: 'wrong-expected-version', actual: 1 });
  });

  onLog(start, 'stores once an append whose connection breaks in the middle', async ({ store, server }) => {
    const stream = aStream();
    const held = await server.holdWriter(stream, events(1));
    const given = events(3);
    const append = store.append(stream, 0, given);
    while ((await server.breakAppends()) === 0);
    await held.rollBack();
    expect(await append).toMatchObject({ version: 3 });
    expect(ids(await everything(store))).toEqual(ids(given));
  });

  onLog(start, 'stores every append once while connections keep breaking', async ({ store, server }) => {
    const goal = 10;
    let broken = 0;
    const breaking = (async () => {
      while (broken < goal) broken += await server.breakAppends();
    })();
    const given = await Promise.all(
      Array.from({ length: 32 }, async () => {
        const [stream, list] = [aStream(), [] as ProposedEvent[]];
        while (broken < goal) {
          const two = events(2);
          await store.append(stream, list.length, two);
          list.push(...two);
        }
        return { stream, list };
      }),
    );
    await breaking;
    expect(await everything(store, BEGINNING, 1_000)).toHaveLength(given.flatMap(({ list }) => list).length);
    for (const { stream, list } of given) expect(ids(await store.readStream(stream))).toEqual(ids(list));
  });
}
