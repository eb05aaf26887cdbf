import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  appendInOrder,
  BEGINNING,
  type EventStore,
  firstRecordedAt,
  LogUnavailable,
  originalPlaces,
  type ProposedEvent,
  type RecordedEvent,
} from '#event-sourcing';
import { compareLogs } from '../comparing/compare-logs.js';
import { type Difference } from '../comparing/difference.js';
import { memoryLog, wholeLog, write, type Writing, writings } from '../testing/sample-logs.js';
import { inBetween } from '../testing/store-in-between.js';
import { copyLog } from './copy-log.js';
import { orderedBatches } from './ordered-batches.js';

const event = (data = {}): ProposedEvent => ({ id: randomUUID(), type: 'Opened', data, metadata: {} });
const stream = (n: number) => `ticket-00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as const;
const some = (count: number, from = 0): Writing[] =>
  Array.from({ length: count }, (_, i) => ({ stream: stream(from + (i % 3)), event: event({ i }) }));

const through = (store: EventStore, append: (forward: EventStore['append']) => EventStore['append']) =>
  inBetween(store, { append });

async function differences(source: EventStore, target: EventStore): Promise<readonly Difference[]> {
  const found: Difference[] = [];
  await compareLogs({ source, target, onDifference: (difference) => found.push(difference) });
  return found;
}

/** All that an event is but for its place and time in this very log. */
const essence = ({ id, stream: of, version, type, data }: RecordedEvent) => ({ id, of, version, type, data });

async function expectCopy(source: EventStore, target: EventStore): Promise<void> {
  const [originals, copies] = [await wholeLog(source), await wholeLog(target)];
  expect(copies.map(essence)).toEqual(originals.map(essence));
  expect(copies.map(firstRecordedAt)).toEqual(originals.map(firstRecordedAt));
  expect(copies.map(({ metadata }) => originalPlaces(metadata).at(-1))).toEqual(
    originals.map(({ position }) => ({ position, logId: source.logId })),
  );
  expect(await differences(source, target)).toEqual([]);
}

describe('copying a log', () => {
  it('brings every event over in order, and a copy of the copy knows the first log as well', async () => {
    await fc.assert(
      fc.asyncProperty(writings, async (list) => {
        const [first, second, third] = [memoryLog(), memoryLog(), memoryLog()];
        await write(first, list);
        expect((await copyLog({ source: first, target: second })).events).toBe(list.length);
        await expectCopy(first, second);
        await write(second, some(2));
        await copyLog({ source: second, target: third });
        await expectCopy(second, third);
        const places = (await wholeLog(third)).map(({ metadata }) => originalPlaces(metadata));
        expect(places.slice(0, list.length).map(([oldest]) => oldest)).toEqual(
          (await wholeLog(first)).map(({ position }) => ({ position, logId: first.logId })),
        );
        expect(places.slice(list.length).map((all) => all.length)).toEqual([1, 1]);
      }),
      { numRuns: 50 },
    );
  });

  it('ended at any append, stored or not, goes on to the same copy', async () => {
    await fc.assert(
      fc.asyncProperty(
        writings,
        fc.array(fc.tuple(fc.nat(6), fc.boolean()), { maxLength: 5 }),
        async (list, ends) => {
          const [source, target] = [memoryLog(), memoryLog()];
          await write(source, list);
          for (const [appends, stored] of ends) {
            let left = appends;
            const killed = through(target, (append) => async (...args) => {
              if (left-- > 0) return append(...args);
              if (stored) await append(...args);
              throw new LogUnavailable('killed');
            });
            await copyLog({ source, target: killed }).catch((error: unknown) =>
              expect(error).toMatchObject({ code: 'log-unavailable' }),
            );
          }
          await copyLog({ source, target });
          await expectCopy(source, target);
          expect(await copyLog({ source, target })).toMatchObject({ events: 0 });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('done twice at once, makes one copy', async () => {
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, some(2_500));
    await Promise.all([copyLog({ source, target }), copyLog({ source, target })]);
    await expectCopy(source, target);
  });

  it('catches up with a source that is written to, each time up to where it stood at the start', async () => {
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, some(5));
    const late = some(4, 5);
    const growing = through(target, (append) => async (...args) => {
      const next = late.shift();
      if (next !== undefined) await write(source, [next]);
      return append(...args);
    });
    const first = await copyLog({ source, target: growing });
    expect(first).toMatchObject({ events: 5, from: { source: BEGINNING, target: BEGINNING } });
    expect(await wholeLog(target)).toHaveLength(5);
    const second = await copyLog({ source, target });
    expect(second.events).toBe((await wholeLog(source)).length - 5);
    expect(second.from).toEqual({ source: first.upTo, target: (await wholeLog(target))[4]?.position });
    await expectCopy(source, target);
  });

  it('goes on behind a shorter batch of a killed run that comes in after it has looked', async () => {
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, [...some(1), ...some(1), ...some(1), ...some(5)]);
    const late = orderedBatches((await wholeLog(source)).slice(0, 2), source.logId).flat();
    const overtaken = through(target, (append) => async (...args) => {
      await appendInOrder(target, late.splice(0));
      return append(...args);
    });
    await copyLog({ source, target: overtaken });
    await expectCopy(source, target);
  });
});

describe('a copy is refused', () => {
  const refused = (source: EventStore, target: EventStore, code: string) =>
    expect(copyLog({ source, target })).rejects.toMatchObject({ code });

  it('into itself', async () => {
    const log = memoryLog();
    await refused(log, log, 'same-log');
  });

  it('into a store that holds events of its own, also behind copied ones', async () => {
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, some(3));
    await write(target, some(1));
    await refused(source, target, 'target-foreign');
    const begun = memoryLog();
    await copyLog({ source, target: begun });
    await write(begun, some(1));
    const before = await begun.head();
    await refused(source, begun, 'target-foreign');
    expect(await begun.head()).toBe(before);
  });

  it('into the copy of another log', async () => {
    const [source, other, target] = [memoryLog(), memoryLog(), memoryLog()];
    await write(source, some(3));
    await write(other, some(3));
    await copyLog({ source: other, target });
    await refused(source, target, 'target-foreign');
    await refused(target, other, 'target-foreign');
  });

  it('from a source that is behind it, or that went another way', async () => {
    const list = some(6);
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, list);
    await copyLog({ source, target });
    const { logId } = source;
    const setBack = async (then: readonly Writing[]) => {
      const log = inBetween(memoryLog(), { logId });
      await write(log, then);
      return log;
    };
    await refused(await setBack(list.slice(0, 4)), target, 'target-ahead');
    await refused(await setBack([...list.slice(0, 4), ...some(2, 1)]), target, 'target-diverged');
  });

  it.each([
    ['before the copied events', 2, 2, 'target-taken'],
    ['behind them', 0, 4, 'target-foreign'],
  ])('when somebody else writes to its streams meanwhile, %s', async (_, of, when, code) => {
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, some(6));
    let appends = 0;
    const shared = through(target, (append) => async (...args) => {
      if (++appends === when)
        await append(stream(of), (await target.readStream(stream(of))).length, [event()]);
      return append(...args);
    });
    await refused(source, shared, code);
  });

  it('and one that was written to elsewhere meanwhile is found by reading it back', async () => {
    const [source, target] = [memoryLog(), memoryLog()];
    await write(source, some(6));
    let appends = 0;
    const visited = through(target, (append) => async (...args) => {
      if (++appends === 3) await append(stream(99), 0, [event()]);
      return append(...args);
    });
    await copyLog({ source, target: visited });
    expect((await differences(source, target)).map(({ kind }) => kind)).toEqual(['only-in-copy']);
  });
});

describe('batches of a copy', () => {
  it('keep the order, join neighbours of one stream, and hold at most what one append may', async () => {
    const source = memoryLog();
    const text = 'ж'.repeat(20_000);
    const list = [0, 0, 1, 1, 1, 0, 2].flatMap((n) =>
      Array.from({ length: 10 }, () => ({ stream: stream(n), event: event({ text }) })),
    );
    await write(source, list);
    const all = await wholeLog(source);
    const batches = orderedBatches(all, source.logId);
    expect(batches.flat().flatMap(({ events }) => events.map(({ id }) => id))).toEqual(
      all.map(({ id }) => id),
    );
    expect(batches.length).toBe(3);
    const bytes = batches.map((batch) =>
      batch.reduce(
        (sum, { events }) => sum + Buffer.byteLength(JSON.stringify(events.map((e) => e.data))),
        0,
      ),
    );
    expect(Math.max(...bytes)).toBeLessThanOrEqual(1024 * 1024 + 200);
    for (const batch of batches)
      batch.slice(1).forEach((append, i) => expect(append.stream).not.toBe(batch[i]?.stream));
  });

  it('put an id that a stream holds twice in a row into two appends', async () => {
    const source = memoryLog();
    const twice = event();
    await source.append(stream(1), 0, [twice]);
    await source.append(stream(1), 1, [twice]);
    const target = memoryLog();
    await copyLog({ source, target });
    await expectCopy(source, target);
  });
});
