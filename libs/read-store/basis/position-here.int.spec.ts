import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BEGINNING,
  copied,
  decimalPosition,
  type EventStore,
  originalPosition,
  type Position,
  type RecordedEvent,
} from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { anEvent, aStream, everything } from '#event-sourcing/testing';
import { originalPositions } from '../index.js';
import { type ReadStoreFixture, readStoreFixture } from '../testing/read-store-fixture.js';
import { positionHere } from './position-here.js';

const [FIRST, SECOND] = ['00000000-0000-4000-8000-0000000000a1', '00000000-0000-4000-8000-0000000000a2'];
const PROJECTION = originalPositions([{ handles: ['Opened'] }, { handles: ['Opened', 'Closed'] }]);
const COPIED = 2_000;

/** Ids count up, so every hundredth is a milestone. */
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const at = (n: number | bigint) => decimalPosition(n);

/**
 * What two copyings leave: events of a first log, where they stood 10 apart, then events of the second log, where all of them
 * stood 7 apart; then what was written here.
 */
async function copiedTwice(): Promise<EventStore> {
  const log = createMemoryEventStore();
  for (let n = 1; n <= COPIED; n++) {
    const event: RecordedEvent = {
      ...anEvent({}, n % 3 === 0 ? 'Other' : 'Opened'),
      id: id(n),
      stream: aStream(),
      version: 1,
      position: at(10 * n),
      recordedAt: '2026-01-01T00:00:00.000Z',
    };
    const inSecond = n <= 1_500 ? { ...event, ...copied(event, FIRST) } : event;
    await log.append(event.stream, 0, [copied({ ...inSecond, position: at(7 * n) }, SECOND)]);
  }
  return log;
}

let log: EventStore;
let fixture: ReadStoreFixture;
let all: readonly RecordedEvent[];

beforeAll(async () => {
  log = await copiedTwice();
  fixture = await readStoreFixture(log);
  all = await everything(log);
});
afterAll(() => fixture.close());

const here = (logId: string, position: Position, upTo = all.at(-1)!.position) =>
  positionHere(fixture.readStore, log, { logId, position }, upTo);

/** By looking at every event. */
function sought(logId: string, position: Position): Position {
  const before = all.filter(({ metadata }) => (originalPosition(metadata, logId) ?? '~') <= position);
  return before.at(-1)?.position ?? BEGINNING;
}

async function findsEveryPlace(): Promise<void> {
  const place = fc.oneof(
    fc.record({ logId: fc.constant(FIRST), number: fc.nat(10 * 1_500) }),
    fc.record({ logId: fc.constant(SECOND), number: fc.nat(7 * COPIED) }),
  );
  await fc.assert(
    fc.asyncProperty(place, async ({ logId, number }) => {
      expect(await here(logId, at(number))).toBe(sought(logId, at(number)));
    }),
    { numRuns: 60, examples: [[{ logId: FIRST, number: 0 }], [{ logId: FIRST, number: 10 * 1_500 }]] },
  );
}

describe('a position of a log that this one was copied from', () => {
  it('is found here before any milestone is known', async () => {
    await findsEveryPlace();
  });

  it('is found from the nearest milestone on, of either log', async () => {
    await fixture.project({ projections: [PROJECTION] });
    const { rows } = await fixture.readStore.query<{ logId: string; count: number }>(
      'original-positions',
      'SELECT "logId", count(*)::int AS count FROM read.original_positions GROUP BY 1 ORDER BY 1',
    );
    // Of every third event no projection knows the type.
    expect(rows).toEqual([
      { logId: FIRST, count: 10 },
      { logId: SECOND, count: 14 },
    ]);
    await findsEveryPlace();
    let read = 0;
    const counting = {
      readAll: async (options: Parameters<EventStore['readAll']>[0]) => {
        const page = await log.readAll(options);
        read += page.events.length;
        return page;
      },
    };
    await positionHere(
      fixture.readStore,
      counting,
      { logId: FIRST, position: at(14_000) },
      all.at(-1)!.position,
    );
    expect(read).toBeLessThanOrEqual(501);
  });

  it('is not known where that log has gone on after it was copied', async () => {
    await expect(here(FIRST, at(15_001))).rejects.toMatchObject({ code: 'position-unknown' });
    await expect(here(SECOND, at(14_001))).rejects.toMatchObject({ code: 'position-not-reached' });
    const later = await log.append(aStream(), 0, [anEvent()]);
    await expect(here(SECOND, at(14_001), later.position)).rejects.toMatchObject({
      code: 'position-unknown',
    });
    expect(await here(SECOND, at(14_000), later.position)).toBe(all.at(-1)!.position);
  });

  it('is not reached where the view that answers stands before it', async () => {
    const upTo = all[699]!.position;
    expect(await here(FIRST, at(7_000), upTo)).toBe(upTo);
    for (const number of [7_010, 14_000])
      await expect(here(FIRST, at(number), upTo)).rejects.toMatchObject({ code: 'position-not-reached' });
    await expect(here(FIRST, at(10), BEGINNING)).rejects.toMatchObject({ code: 'position-not-reached' });
  });

  it('is nothing that another kind of log would have given out', async () => {
    for (const odd of ['17', 'x', '9'.repeat(64)])
      await expect(here(FIRST, odd as Position)).rejects.toMatchObject({ code: 'position-unknown' });
  });
});

describe('a log that was not copied', () => {
  it('knows no foreign position, and has no milestones', async () => {
    const own = createMemoryEventStore();
    const beside = await readStoreFixture(own);
    try {
      const foreign = () =>
        positionHere(beside.readStore, own, { logId: FIRST, position: at(1) }, '9'.repeat(19) as Position);
      expect(await foreign()).toBeUndefined();
      for (let n = 1; n <= 300; n++) await own.append(aStream(), 0, [{ ...anEvent(), id: id(n) }]);
      await beside.project({ projections: [PROJECTION] });
      expect(await foreign()).toBeUndefined();
      const { rows } = await beside.readStore.query(
        'original-positions',
        'SELECT FROM read.original_positions',
      );
      expect(rows).toEqual([]);
    } finally {
      await beside.close();
    }
  });
});
