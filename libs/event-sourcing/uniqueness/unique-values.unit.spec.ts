import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryEventStore } from '#event-store-memory';
import { fold } from '../decider/decider.js';
import { createEventCodec } from '../events/event-codec.js';
import { createEventRegistry } from '../events/event-registry.js';
import { type EventStore } from '../event-store/event-store.js';
import { BEGINNING } from '../event-store/position.js';
import { memoryLongTexts, memorySubjectKeys } from '../testing/memory-subject-keys.js';
import { type Reservation, type ReservationCommand, reservationDecider } from './reservation.decider.js';
import { RESERVATION_EVENTS } from './reservation.events.js';
import { createUniqueValues, type UniqueValues } from './unique-values.js';
import { valueId } from './value-id.js';

const KEY = new Uint8Array(32).fill(3);
const INN = '500100732259';
const at = (minute: number): string => `2026-11-21T10:${String(minute).padStart(2, '0')}:00.000Z`;
const metadata = (minute: number) => ({
  $correlationId: 'c',
  $causationId: 'c',
  actor: 'system',
  role: 'system',
  occurredAt: at(minute),
  decidedAt: at(minute),
});
const inn = (owner: string) => ({ scope: 'inn', value: INN, owner });

let store: EventStore;
let existing: Set<string>;

function values(key = KEY): UniqueValues {
  const codec = createEventCodec({
    registry: createEventRegistry(RESERVATION_EVENTS),
    keys: memorySubjectKeys(),
    longTexts: memoryLongTexts(),
  });
  return createUniqueValues({ store, codec, key, ownerExists: async (_scope, owner) => existing.has(owner) });
}
const reserve = (owner: string, minute: number) =>
  values().reserve(inn(owner), at(minute + 10), metadata(minute));

beforeEach(() => {
  store = createMemoryEventStore();
  existing = new Set();
});

describe('a unique value', () => {
  it('goes to exactly one of twenty racers', async () => {
    const racers = await Promise.all(Array.from({ length: 20 }, (_, n) => reserve(`owner-${n}`, 0)));
    const winners = racers.flatMap((result, n) => (result.outcome === 'done' ? [`owner-${n}`] : []));
    expect(winners).toHaveLength(1);
    for (const result of racers) {
      if (result.outcome === 'refused')
        expect(result).toMatchObject({ refusal: { code: 'value-held' }, owner: winners[0] });
    }
    expect((await store.readAll({ after: BEGINNING, limit: 100 })).events).toHaveLength(1);
  });

  it('is confirmed once, and stays with its owner', async () => {
    await reserve('a', 0);
    for (let times = 0; times < 2; times += 1) {
      expect(await values().confirm(inn('a'), metadata(1))).toEqual({ outcome: 'done', status: 'confirmed' });
    }
    expect(await reserve('b', 50)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'value-taken' },
      owner: 'a',
    });
    expect(await reserve('a', 50)).toEqual({ outcome: 'done', status: 'confirmed' });
    expect((await store.readAll({ after: BEGINNING, limit: 100 })).events).toHaveLength(2);
  });

  it('is free again after its owner released it, also for the same owner', async () => {
    for (let round = 0; round < 2; round += 1) {
      expect(await reserve('a', 0)).toMatchObject({ outcome: 'done' });
      expect(await values().release(inn('a'), metadata(1))).toEqual({ outcome: 'done', status: 'free' });
    }
    expect(await reserve('b', 1)).toEqual({ outcome: 'done', status: 'held' });
  });

  it('is not released by another, nor confirmed', async () => {
    await reserve('a', 0);
    expect(await values().release(inn('b'), metadata(1))).toEqual({ outcome: 'done', status: 'held' });
    expect(await values().confirm(inn('b'), metadata(1))).toMatchObject({
      refusal: { code: 'value-taken' },
      owner: 'a',
    });
    expect(await values().find('inn', INN)).toMatchObject({ status: 'held', owner: 'a' });
  });

  it('that nobody holds is not confirmed', async () => {
    expect(await values().confirm(inn('a'), metadata(0))).toMatchObject({
      refusal: { code: 'value-not-held' },
    });
  });
});

describe('a crash between hold and confirmation', () => {
  it('the retry of the holder goes on where it stopped', async () => {
    await reserve('a', 0);
    expect(await reserve('a', 1)).toEqual({ outcome: 'done', status: 'held' });
    expect(await values().confirm(inn('a'), metadata(1))).toMatchObject({ outcome: 'done' });
  });

  it('another waits while the hold lasts, even when the owner is not there yet', async () => {
    await reserve('a', 0);
    expect(await reserve('b', 9)).toMatchObject({ outcome: 'refused', refusal: { code: 'value-held' } });
  });

  it('another takes over after that, and then the first is told when it comes back', async () => {
    await reserve('a', 0);
    expect(await reserve('b', 10)).toEqual({ outcome: 'done', status: 'held' });
    expect(await values().confirm(inn('a'), metadata(11))).toMatchObject({
      refusal: { code: 'value-taken' },
      owner: 'b',
    });
    expect(await reserve('a', 11)).toMatchObject({ outcome: 'refused' });
    expect(await values().confirm(inn('b'), metadata(11))).toMatchObject({ outcome: 'done' });
  });

  it('nobody takes over from an owner that exists: only its confirmation is missing', async () => {
    await reserve('a', 0);
    existing.add('a');
    expect(await reserve('b', 50)).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'value-held' },
      owner: 'a',
    });
  });

  it('of twenty that want to take over one does', async () => {
    await reserve('a', 0);
    const racers = await Promise.all(Array.from({ length: 20 }, (_, n) => reserve(`b-${n}`, 10)));
    expect(racers.filter(({ outcome }) => outcome === 'done')).toHaveLength(1);
  });

  it('a holder that is late for its own retry holds anew, so that nobody takes over under its hands', async () => {
    await reserve('a', 0);
    await reserve('a', 20);
    expect(await reserve('b', 25)).toMatchObject({ outcome: 'refused', refusal: { code: 'value-held' } });
  });
});

describe('the stream of a value', () => {
  it('shows neither the value nor a hash that can be guessed', async () => {
    await reserve('a', 0);
    expect(JSON.stringify((await store.readAll({ after: BEGINNING, limit: 100 })).events)).not.toContain(INN);
    expect(valueId(KEY, 'inn', INN)).not.toBe(valueId(new Uint8Array(32), 'inn', INN));
  });

  it('has an id of its own for every scope and value, without a way to run one into the other', () => {
    const pair = fc.tuple(fc.string(), fc.string());
    fc.assert(
      fc.property(pair, pair, ([scope, value], [otherScope, other]) => {
        const same = scope === otherScope && value === other;
        expect(valueId(KEY, scope, value) === valueId(KEY, otherScope, other)).toBe(same);
        expect(valueId(KEY, scope, value)).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
    expect(valueId(KEY, 'ab', 'c')).not.toBe(valueId(KEY, 'a', 'bc'));
  });
});

describe('any command', () => {
  const owner = fc.constantFrom('a', 'b');
  const command: fc.Arbitrary<ReservationCommand> = fc.oneof(
    fc.record({
      type: fc.constant('Hold' as const),
      owner,
      heldUntil: fc.constantFrom(at(5), at(15), at(25)),
    }),
    fc.record({ type: fc.constant('Confirm' as const), owner }),
    fc.record({ type: fc.constant('Release' as const), owner }),
  );
  const context = fc.record({
    scope: fc.constant('inn'),
    now: fc.constantFrom(at(0), at(10), at(20)),
    holder: fc.constantFrom('unknown' as const, 'absent' as const),
  });

  it('given twice gives no events the second time', () => {
    const state = fc
      .array(fc.tuple(command, context))
      .map((history) =>
        history.reduce(
          (current, [given, known]) => run(current, given, known).state,
          reservationDecider.initialState,
        ),
      );
    fc.assert(
      fc.property(state, command, context, (before, given, known) => {
        // A hold that has run out before it begins is no hold; the service never asks for one.
        fc.pre(given.type !== 'Hold' || given.heldUntil > known.now);
        const once = run(before, given, known);
        const twice = run(once.state, given, known);
        expect(twice.events).toEqual([]);
        expect(twice.kind).toBe(once.kind);
      }),
    );
  });

  function run(
    state: Reservation,
    given: ReservationCommand,
    known: Parameters<typeof reservationDecider.decide>[2],
  ) {
    const { kind, events } = reservationDecider.decide(given, state, known);
    return {
      kind,
      events,
      state: fold((current, event) => reservationDecider.evolve(current, event), state, events),
    };
  }
});
