import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { createMemoryEventStore } from '#event-store-memory';
import { type Decider, refused } from '../decider/decider.js';
import { LogUnavailable } from '../event-store/errors.js';
import { type EventStore } from '../event-store/event-store.js';
import { createEventCodec } from '../events/event-codec.js';
import { createEventRegistry } from '../events/event-registry.js';
import { defineEvent, type EventOf } from '../events/event-type.js';
import { type Personal, personal, SEALED } from '../events/personal.js';
import { memoryLongTexts, memorySubjectKeys } from '../testing/memory-subject-keys.js';
import { type CommandExecutor, type CommandRequest } from './command-executor.js';
import { createCommandExecutor } from './create-command-executor.js';
import { derivedId, idsFromIdempotencyKey, requestDigest } from './ids.js';

// A purse: what is put in counts; a limit of 100 refuses; a bill falls due at 10 and is recorded by whatever comes next.
const PutIn = defineEvent(
  'PutIn',
  z.strictObject({ owner: z.string(), amount: z.int(), note: personal('owner').optional() }),
);
const FellDue = defineEvent('FellDue', z.strictObject({ at: z.int(), seen: z.int() }));
const registry = createEventRegistry([PutIn, FellDue]);
type PurseEvent = EventOf<readonly [typeof PutIn, typeof FellDue]>;
type PutCommand = { readonly amount: number; readonly note?: string };
type State = { readonly total: number; readonly due: boolean; readonly lastNote?: Personal | undefined };
type Request = CommandRequest<State, PutCommand, PurseEvent, { readonly now: number }>;

const PURSE = 'b5a0c9a4-5a56-4b6e-8a3e-0d5a2f0e9a11';
const OWNER = 'b5a0c9a4-5a56-4b6e-8a3e-0d5a2f0e9a12';
const STREAM = `purse-${PURSE}` as const;
const id = (n: number): string => derivedId(PURSE, 'command', n);

const purse: Decider<State, PutCommand, PurseEvent, { readonly now: number }> = {
  initialState: { total: 0, due: false },
  decide({ amount, note }, state, { now }) {
    const facts: PurseEvent[] =
      now >= 10 && !state.due ? [{ type: 'FellDue', data: { at: 10, seen: now } }] : [];
    if (state.total + amount > 100) return { ...refused('too-much', { amount }), events: facts };
    const data = { owner: OWNER, amount, note };
    return { kind: 'accepted', events: amount === 0 ? facts : [...facts, { type: 'PutIn', data }] };
  },
  evolve(state, event) {
    return event.type === 'FellDue'
      ? { ...state, due: true }
      : { ...state, total: state.total + event.data.amount, lastNote: event.data.note };
  },
};

function request(commandId: string, command: PutCommand, now = 0, more: Partial<Request> = {}): Request {
  return {
    category: 'purse',
    id: PURSE,
    command,
    decider: purse,
    context: () => ({ now }),
    commandId,
    metadata: {
      $correlationId: commandId,
      $causationId: commandId,
      actor: 'staff-1',
      role: 'operator',
      occurredAt: '2026-11-21T10:00:00.000Z',
      decidedAt: '2026-11-21T10:00:00.000Z',
    },
    ...more,
  };
}

let store: EventStore;
let executor: CommandExecutor;
let pauses: number[];

function executorOver(over: EventStore, attempts?: number): CommandExecutor {
  const codec = createEventCodec({ registry, keys: memorySubjectKeys(), longTexts: memoryLongTexts() });
  return createCommandExecutor({
    store: over,
    codec,
    random: () => 0.5,
    delay: async (ms) => void pauses.push(ms),
    ...(attempts === undefined ? {} : { attempts }),
  });
}

function appendingWith(append: EventStore['append']): EventStore {
  return Object.assign(Object.create(store) as EventStore, { append });
}

beforeEach(() => {
  pauses = [];
  store = createMemoryEventStore();
  executor = executorOver(store);
});

describe('a command', () => {
  it('on a thing whose id was drawn for it reads no stream, unless it finds that it is not the first after all', async () => {
    let reads = 0;
    const counting = Object.assign(Object.create(store) as EventStore, {
      readStream: (...args: Parameters<EventStore['readStream']>) => {
        reads += 1;
        return store.readStream(...args);
      },
    });
    const open = (n: number) =>
      executorOver(counting).execute(request(id(n), { amount: 60 }, 0, { isNew: true }));
    expect(await open(1)).toMatchObject({ outcome: 'appended', version: 1 });
    expect(reads).toBe(0);
    expect(await open(2)).toMatchObject({ outcome: 'refused', refusal: { code: 'too-much' } });
    expect(reads).toBe(1);
  });

  it('appends what was decided, with the command in the metadata', async () => {
    const result = await executor.execute(
      request(id(1), { amount: 5, note: 'секрет' }, 12, { requestHash: 'h' }),
    );
    expect(result).toMatchObject({ outcome: 'appended', version: 2 });
    const stored = await store.readStream(STREAM);
    expect(stored.map(({ type }) => type)).toEqual(['FellDue', 'PutIn']);
    expect(stored[1]).toMatchObject({
      position: result.position,
      metadata: { commandId: id(1), requestHash: 'h' },
    });
    expect(JSON.stringify([stored, result])).not.toContain('секрет');
    expect(result.events[1]?.data).toEqual({ owner: OWNER, amount: 5, note: SEALED });
  });

  it('that decides nothing answers where the stream stands', async () => {
    expect(await executor.execute(request(id(1), { amount: 0 }))).toMatchObject({
      outcome: 'nothing',
      version: 0,
      position: '',
    });
    const first = await executor.execute(request(id(2), { amount: 1 }));
    const idle = await executor.execute(request(id(3), { amount: 0 }));
    expect(idle).toEqual({ outcome: 'nothing', version: 1, position: first.position, events: [] });
  });

  it('sent again is answered as the first time, also when others wrote since', async () => {
    const first = await executor.execute(request(id(1), { amount: 5, note: 'n' }, 12));
    await executor.execute(request(id(2), { amount: 7 }));
    const again = await executor.execute(request(id(1), { amount: 5, note: 'n' }, 99));
    expect(again).toEqual({ ...first, outcome: 'repeated' });
    expect(await store.readStream(STREAM)).toHaveLength(3);
  });

  it('sent again under another body is an error, and writes nothing', async () => {
    await executor.execute(request(id(1), { amount: 5 }, 0, { requestHash: 'a' }));
    for (const requestHash of ['b', undefined]) {
      const other = request(id(1), { amount: 6 }, 0, requestHash === undefined ? {} : { requestHash });
      await expect(executor.execute(other)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    }
    expect(await store.readStream(STREAM)).toHaveLength(1);
  });

  it('whose client named a version fails on any other, but is still answered when it is a repetition', async () => {
    const first = await executor.execute(request(id(1), { amount: 5 }, 0, { expectedVersion: 0 }));
    await expect(
      executor.execute(request(id(2), { amount: 5 }, 0, { expectedVersion: 0 })),
    ).rejects.toMatchObject({
      code: 'version-mismatch',
      expected: 0,
      actual: 1,
    });
    const again = await executor.execute(request(id(1), { amount: 5 }, 0, { expectedVersion: 0 }));
    expect(again).toEqual({ ...first, outcome: 'repeated' });
  });

  it('fails before it writes when the past holds an event that this program does not know', async () => {
    const metadata = { schemaVersion: '1', commandId: id(9) };
    await store.append(STREAM, 0, [{ id: id(8), type: 'Strange', data: {}, metadata }]);
    await expect(executor.execute(request(id(1), { amount: 5 }))).rejects.toMatchObject({
      code: 'unknown-event-type',
    });
  });
});

describe('a refusal', () => {
  it('keeps the facts that hold although refused, and is not remembered', async () => {
    const refusal = await executor.execute(request(id(1), { amount: 500 }, 12));
    expect(refusal).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'too-much', params: { amount: 500 } },
      version: 1,
    });
    expect((await store.readStream(STREAM)).map(({ type }) => type)).toEqual(['FellDue']);
    expect(await executor.execute(request(id(1), { amount: 500 }, 13))).toMatchObject({
      outcome: 'refused',
      version: 1,
    });
    expect(await executor.execute(request(id(1), { amount: 50 }, 13))).toMatchObject({
      outcome: 'appended',
      version: 2,
    });
  });

  it('without facts writes nothing', async () => {
    expect(await executor.execute(request(id(1), { amount: 500 }))).toMatchObject({
      outcome: 'refused',
      version: 0,
      position: '',
    });
    expect(await store.readStream(STREAM)).toEqual([]);
  });
});

describe('racers', () => {
  it('all get through, each with its own event', async () => {
    const patient = executorOver(store, 25);
    const racers = Array.from({ length: 20 }, (_, n) => patient.execute(request(id(n), { amount: 1 })));
    const results = await Promise.all(racers);
    expect(new Set(results.map(({ version }) => version)).size).toBe(20);
    expect(await store.readStream(STREAM)).toHaveLength(20);
    expect(Math.max(...pauses)).toBeGreaterThan(Math.min(...pauses));
  });

  it('with one command id write once and get one answer, even when each decides something else', async () => {
    const racers = Array.from({ length: 20 }, (_, n) => executor.execute(request(id(1), { amount: n + 1 })));
    const results = await Promise.all(racers);
    const stored = await store.readStream(STREAM);
    expect(stored).toHaveLength(1);
    for (const { events } of results) expect(events).toEqual([{ type: 'PutIn', data: stored[0]?.data }]);
    expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
  });

  it('with one command id and different bodies: one is done, the others are told', async () => {
    const racers = Array.from({ length: 10 }, (_, n) =>
      executor.execute(request(id(1), { amount: 1 }, 0, { requestHash: String(n) })),
    );
    const results = await Promise.allSettled(racers);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected')
        expect(result.reason).toMatchObject({ code: 'idempotency-key-reused' });
    }
  });

  it('give up after the attempts they were given, with nothing written', async () => {
    let others = 100;
    const busy = appendingWith(async (stream, version, events) => {
      await executorOver(store).execute(request(id((others += 1)), { amount: 1 }));
      return store.append(stream, version, events);
    });
    await expect(executorOver(busy, 3).execute(request(id(1), { amount: 1 }))).rejects.toMatchObject({
      code: 'too-many-conflicts',
      attempts: 3,
    });
    const stored = await store.readStream(STREAM);
    expect(stored.some(({ metadata }) => metadata.commandId === id(1))).toBe(false);
  });
});

describe('a crash', () => {
  it.each(['before', 'after'] as const)(
    '%s the append was stored: the retry does the rest, once',
    async (moment) => {
      const dying = appendingWith(async (stream, version, events) => {
        if (moment === 'after') await store.append(stream, version, events);
        throw new LogUnavailable('gone');
      });
      const command = request(id(1), { amount: 5, note: 'n' }, 12);
      await expect(executorOver(dying).execute(command)).rejects.toMatchObject({ code: 'log-unavailable' });
      const retried = await executor.execute(command);
      expect(retried).toMatchObject({ outcome: moment === 'before' ? 'appended' : 'repeated', version: 2 });
      expect(await store.readStream(STREAM)).toHaveLength(2);
    },
  );
});

describe('any history of commands', () => {
  const step = fc.record({ amount: fc.integer({ min: 0, max: 60 }), now: fc.integer({ min: 0, max: 20 }) });

  it('sent twice has no new events and the same answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const log = createMemoryEventStore();
        const runner = executorOver(log);
        const send = (n: number) =>
          runner.execute(request(id(n), { amount: steps[n]?.amount ?? 0 }, steps[n]?.now));
        for (let n = 0; n < steps.length; n += 1) {
          const first = await send(n);
          const length = (await log.readStream(STREAM)).length;
          const again = await send(n);
          expect((await log.readStream(STREAM)).length).toBe(length);
          expect(again.version).toBe(first.version);
          expect(again.position).toBe(first.position);
          if (first.outcome === 'refused')
            expect(again).toMatchObject({ outcome: 'refused', refusal: first.refusal });
          else expect(again.events).toEqual(first.events);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('ids', () => {
  it('follow from principal and key, and from nothing else', () => {
    const ids = idsFromIdempotencyKey('anna', 'k1');
    expect(idsFromIdempotencyKey('anna', 'k1')).toEqual(ids);
    expect(ids.commandId).not.toBe(ids.streamId);
    const others = [
      idsFromIdempotencyKey('boris', 'k1'),
      idsFromIdempotencyKey('anna', 'k2'),
      idsFromIdempotencyKey('annak', '1'),
    ];
    expect(new Set([ids, ...others].map(({ commandId }) => commandId)).size).toBe(4);
  });

  it('a request digest does not depend on the order of keys, and does on everything else', () => {
    const key = new Uint8Array(32).fill(1);
    const digest = requestDigest(key, { a: 1, b: { c: 2, d: [1, 2] } });
    expect(requestDigest(key, { b: { d: [1, 2], c: 2 }, a: 1 })).toBe(digest);
    expect(requestDigest(key, { a: 1, b: { c: 2, d: [2, 1] } })).not.toBe(digest);
    expect(requestDigest(new Uint8Array(32).fill(2), { a: 1, b: { c: 2, d: [1, 2] } })).not.toBe(digest);
  });
});
