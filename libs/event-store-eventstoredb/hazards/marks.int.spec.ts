import { describe, expect, it } from '@jest/globals';
import {
  BEGINNING,
  comparePositions,
  type EventStore,
  type LogSignal,
  type Position,
  type RecordedEvent,
} from '#event-sourcing';
import { aStream, events, everything, ids, Reader } from '#event-sourcing/testing';
import { emptyLog, onDouble, using } from '../testing/eventstoredb-harness.js';

const filter = { types: ['Wanted'] };

/** One wanted event among many others, over several windows of the server's filter. */
async function sparseLog(store: EventStore, wanted: number): Promise<readonly RecordedEvent[]> {
  for (let i = 0; i < wanted; i++) {
    await store.append(aStream(), 0, [
      ...events(700, 'Other'),
      ...events(1, 'Wanted'),
      ...events(20, 'Other'),
    ]);
  }
  return everything(store, BEGINNING, 1_000);
}

/** Every position that a subscription gives must cover exactly what was given with it and before. */
async function positionsCover(
  store: EventStore,
  wanted: readonly RecordedEvent[],
): Promise<readonly Position[]> {
  const reader = new Reader(store, { after: BEGINNING, filter, batchSize: 1 });
  const given: RecordedEvent[] = [];
  const positions: Position[] = [];
  for (;;) {
    const message = await reader.next();
    if (message === undefined || message.kind === 'caught-up') break;
    // As slow as a consumer that writes to a database: meanwhile more arrives than it has taken.
    for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
    given.push(...message.events);
    positions.push(message.position);
    const covered = wanted.filter((event) => comparePositions(event.position, message.position) <= 0);
    expect(ids(given)).toEqual(ids(covered));
  }
  await reader.stop();
  expect(ids(given)).toEqual(ids(wanted));
  return positions;
}

describe('marks of the server', () => {
  it('never cover an event that was not given, however slow the consumer is; the last one covers the end', async () => {
    const refused: LogSignal[] = [];
    const observer = (signal: LogSignal) => {
      if (signal.kind === 'mark-refused') refused.push(signal);
    };
    await using(emptyLog({ observer }), async ({ store }) => {
      const all = await sparseLog(store, 6);
      const positions = await positionsCover(
        store,
        all.filter(({ type }) => type === 'Wanted'),
      );
      // More than the wanted events themselves: marks move a checkpoint over what the filter drops.
      expect(positions.length).toBeGreaterThan(6);
      expect(positions.at(-1)).toBe(await store.head());
      // They came in their places: out of the stream they would have come before events, and been refused.
      expect(refused).toEqual([]);
    });
  });

  it('are not believed when they are sent ahead of the events that they cover', async () => {
    await using(onDouble(), async ({ store, control, signals }) => {
      const all = await sparseLog(store, 6);
      await control.misbehave({ on: 'subscribe', how: 'marks-ahead', times: 'always' });
      await positionsCover(
        store,
        all.filter(({ type }) => type === 'Wanted'),
      );
      expect(signals.filter(({ kind }) => kind === 'mark-refused').length).toBeGreaterThan(0);
    });
  });

  it('may be no start of a record: reading and subscribing go on from there all the same', async () => {
    await using(emptyLog(), async ({ store }) => {
      await store.append(aStream(), 0, events(5));
      await store.append(aStream(), 0, events(5));
      const all = await everything(store);
      for (const [i, { position }] of all.slice(0, -1).entries()) {
        const between = (BigInt(position) + 1n).toString().padStart(19, '0') as Position;
        const rest = ids(all.slice(i + 1));
        expect(ids(await everything(store, between, 3))).toEqual(rest);
        expect(ids(await everything(store, between, 3, { types: ['Opened'] }))).toEqual(rest);
        const reader = new Reader(store, { after: between, filter: { categories: ['ticket'] } });
        expect(ids(await reader.untilCaughtUp())).toEqual(rest);
        await reader.stop();
      }
    });
  });
});
