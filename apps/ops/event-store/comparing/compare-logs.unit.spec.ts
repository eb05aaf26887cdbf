import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BEGINNING,
  comparePositions,
  copied,
  decimalPosition,
  type EventStore,
  type RecordedEvent,
  type StreamName,
} from '#event-sourcing';
import { memoryLog } from '../testing/sample-logs.js';
import { inBetween } from '../testing/store-in-between.js';
import { compareLogs } from './compare-logs.js';
import { type Difference } from './difference.js';

const LOG = '00000000-0000-4000-8000-0000000000aa';

/** A log that is read only, and holds whatever a test says: also what no adapter would store. */
function logOf(logId: string, events: readonly RecordedEvent[]): EventStore {
  return inBetween(memoryLog(), {
    logId,
    head: async () => events.at(-1)?.position ?? BEGINNING,
    async readAll({ after, limit, upTo }) {
      const rest = events.filter(
        ({ position }) =>
          comparePositions(position, after) > 0 &&
          (upTo === undefined || comparePositions(position, upTo) <= 0),
      );
      const page = rest.slice(0, limit);
      return {
        events: page,
        position: page.at(-1)?.position ?? after,
        caughtUp: page.length === rest.length,
      };
    },
  });
}

const originals = (count: number): RecordedEvent[] =>
  Array.from({ length: count }, (_, i) => ({
    id: randomUUID(),
    type: 'Opened',
    data: { i },
    metadata: { actor: 'staff-1' },
    stream: `ticket-${randomUUID()}`,
    version: 1,
    position: decimalPosition(10 * (i + 1)),
    recordedAt: '2026-01-01T00:00:00.000Z',
  }));

const copiesOf = (events: readonly RecordedEvent[]): RecordedEvent[] =>
  events.map((event) => ({ ...event, ...copied(event, LOG), recordedAt: '2026-02-02T00:00:00.000Z' }));

/** Gives each event the place at which it stands in the list. */
const placed = (events: readonly RecordedEvent[]): RecordedEvent[] =>
  events.map((event, i) => ({ ...event, position: decimalPosition(i + 1) }));

async function compare(source: readonly RecordedEvent[], copy: readonly RecordedEvent[]) {
  const found: Difference[] = [];
  const count = await compareLogs({
    source: logOf(LOG, source),
    target: logOf('copy', placed(copy)),
    onDifference: (difference) => found.push(difference),
  });
  expect(count.different).toBe(found.length);
  return { ...count, found };
}

const changes: Record<string, (event: RecordedEvent) => RecordedEvent> = {
  stream: (event) => ({ ...event, stream: `claim-${randomUUID()}` as StreamName }),
  version: (event) => ({ ...event, version: 2 }),
  id: (event) => ({ ...event, id: randomUUID() }),
  type: (event) => ({ ...event, type: 'Closed' }),
  data: (event) => ({ ...event, data: { ...event.data, more: null } }),
  metadata: (event) => ({ ...event, metadata: { ...event.metadata, actor: 'staff-2' } }),
};

const LENGTH = 30;
const at = fc.nat(LENGTH - 1);

describe('comparing a log with its copy', () => {
  it('finds nothing in a copy, pages and all', async () => {
    const source = originals(2_345);
    expect(await compare(source, copiesOf(source))).toEqual({ equal: 2_345, different: 0, found: [] });
    expect(await compare([], [])).toMatchObject({ equal: 0, different: 0 });
  });

  it.each(Object.keys(changes))('finds an event of another %s, and no other difference', async (field) => {
    await fc.assert(
      fc.asyncProperty(at, async (k) => {
        const source = originals(LENGTH);
        const copy = copiesOf(source);
        copy[k] = changes[field]!(copy[k]!);
        expect(await compare(source, copy)).toEqual({
          equal: LENGTH - 1,
          different: 1,
          found: [{ kind: 'changed', position: decimalPosition(k + 1), fields: [field] }],
        });
      }),
    );
  });

  it('finds another time of recording, which is a mark of the copy', async () => {
    const source = originals(3);
    const copy = copiesOf(source.map((event) => ({ ...event, recordedAt: '2026-01-01T00:00:00.001Z' })));
    const { found } = await compare(source, copy);
    expect(found.map((each) => each.kind === 'changed' && each.fields)).toEqual(
      Array(3).fill(['metadata', 'recordedAt']),
    );
  });

  it('finds each event that one of them lacks, and matches those that follow', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(at), fc.uniqueArray(at), async (inSource, inCopy) => {
        const all = originals(LENGTH);
        const without = (events: RecordedEvent[], lost: number[]) =>
          events.filter((_, i) => !lost.includes(i));
        const { equal, found } = await compare(without(all, inSource), without(copiesOf(all), inCopy));
        const both = new Set([...inSource, ...inCopy]).size;
        const count = (kind: string) => found.filter((each) => each.kind === kind).length;
        expect(equal).toBe(LENGTH - both);
        expect(count('only-in-source')).toBe(inCopy.filter((i) => !inSource.includes(i)).length);
        expect(count('only-in-copy')).toBe(inSource.filter((i) => !inCopy.includes(i)).length);
      }),
    );
  });

  it('finds events that were written to the copy by others, wherever they stand', async () => {
    await fc.assert(
      fc.asyncProperty(at, async (k) => {
        const source = originals(LENGTH);
        const [own] = originals(1);
        const copy = copiesOf(source).toSpliced(k, 0, own!);
        expect((await compare(source, copy)).found).toEqual([
          { kind: 'only-in-copy', position: decimalPosition(k + 1) },
        ]);
      }),
    );
  });

  it('finds an event that stands twice, and two that changed places', async () => {
    const source = originals(5);
    const [a, b, c, d, e] = copiesOf(source) as [
      RecordedEvent,
      RecordedEvent,
      RecordedEvent,
      RecordedEvent,
      RecordedEvent,
    ];
    expect((await compare(source, [a, b, b, c, d, e])).found).toEqual([
      { kind: 'out-of-order', position: decimalPosition(3) },
    ]);
    const swapped = await compare(source, [a, c, b, d, e]);
    expect(swapped).toMatchObject({ equal: 4, different: 2 });
    expect(swapped.found).toContainEqual({ kind: 'out-of-order', position: decimalPosition(3) });
  });

  it('takes an unrelated log for what it is', async () => {
    expect(await compare(originals(4), originals(3))).toMatchObject({ equal: 0, different: 7 });
  });
});
