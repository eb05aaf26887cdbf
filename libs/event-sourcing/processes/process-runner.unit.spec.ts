import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { createMemoryEventStore } from '#event-store-memory';
import { derivedId } from '../commands/ids.js';
import { createEventCodec, type EventCodec } from '../events/event-codec.js';
import { createEventRegistry } from '../events/event-registry.js';
import { defineEvent, type EventOf } from '../events/event-type.js';
import { LogUnavailable } from '../event-store/errors.js';
import { type EventStore } from '../event-store/event-store.js';
import { checkpointStoreContract } from '../testing/checkpoint-store.contract.js';
import { memoryCheckpoints } from '../testing/memory-checkpoints.js';
import { memoryLongTexts, memorySubjectKeys } from '../testing/memory-subject-keys.js';
import { type CheckpointStore } from './checkpoint-store.js';
import { type DispatchedCommand, type ProcessManager } from './process-manager.js';
import { type ProcessRunner, type ProcessRunnerDependencies, runProcess } from './process-runner.js';
import { type ProcessStatus } from './process-status.js';

const Ordered = defineEvent('Ordered', z.strictObject({ n: z.int() }));
const Ignored = defineEvent('Ignored', z.strictObject({ n: z.int() }));
type Event = EventOf<readonly [typeof Ordered, typeof Ignored]>;
type Command = { readonly ship: number };

const STREAM = 'order-b5a0c9a4-5a56-4b6e-8a3e-0d5a2f0e9a11';
const eventId = (n: number): string => derivedId('b5a0c9a4-5a56-4b6e-8a3e-0d5a2f0e9a11', n);

const shipping: ProcessManager<Extract<Event, { type: 'Ordered' }>, Command> = {
  name: 'shipping',
  version: 1,
  handles: ['Ordered'],
  react: ({ event }) => [
    { command: { ship: event.data.n } },
    { command: { ship: -event.data.n }, key: 'back' },
  ],
};

let store: EventStore;
let codec: EventCodec;
let checkpoints: CheckpointStore;
let stop: AbortController;
let sent: DispatchedCommand<Command>[];
let pauses: number[];
let statuses: ProcessStatus[];
let watchers: (() => void)[];
let runners: ProcessRunner[];

async function write(...events: Event[]): Promise<void> {
  const version = (await store.readStream(STREAM)).length;
  const metadata = {
    $correlationId: 'c',
    $causationId: 'c',
    commandId: 'c',
    actor: 'a',
    role: 'r',
    occurredAt: '',
    decidedAt: '',
  };
  await store.append(
    STREAM,
    version,
    await codec.encode(events, metadata, (index) => eventId(version + index)),
  );
}
const ordered = (...numbers: number[]) =>
  write(...numbers.map((n): Event => ({ type: 'Ordered', data: { n } })));

function start(
  change: Partial<ProcessRunnerDependencies<Extract<Event, { type: 'Ordered' }>, Command>> = {},
): ProcessRunner {
  const runner = runProcess({
    process: shipping,
    store,
    codec,
    checkpoints,
    dispatch: async (dispatched) => void sent.push(dispatched),
    signal: stop.signal,
    delay: async (ms) => {
      pauses.push(ms);
      await setImmediate();
    },
    random: () => 0.5,
    onStatus: (status) => {
      statuses.push(status);
      for (const watcher of watchers) watcher();
    },
    ...change,
  });
  runners.push(runner);
  return runner;
}

/** Resolves when the runner says so; jest's own time limit is the net. */
function until(runner: ProcessRunner, holds: (status: ProcessStatus) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (holds(runner.status())) resolve();
    };
    watchers.push(look);
    look();
  });
}
const reached = async (runner: ProcessRunner): Promise<void> => {
  const head = await store.head();
  await until(runner, ({ caughtUp, position }) => caughtUp && position >= head);
};
const shipped = () => sent.map(({ command }) => command.ship).filter((n) => n >= 0);

beforeEach(() => {
  [sent, pauses, statuses, watchers, runners] = [[], [], [], [], []];
  store = createMemoryEventStore();
  codec = createEventCodec({
    registry: createEventRegistry([Ordered, Ignored]),
    keys: memorySubjectKeys(),
    longTexts: memoryLongTexts(),
  });
  checkpoints = memoryCheckpoints();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await Promise.all(runners.map(({ ended }) => ended));
});

checkpointStoreContract(() => memoryCheckpoints());

describe('a process', () => {
  it('sends what follows from each event, in order, old ones and new ones', async () => {
    await ordered(1, 2);
    const runner = start();
    await reached(runner);
    await ordered(3);
    await reached(runner);
    expect(shipped()).toEqual([1, 2, 3]);
  });

  it('names its commands after event, process, and index or key', async () => {
    await ordered(1);
    await reached(start());
    expect(sent.map(({ commandId }) => commandId)).toEqual([
      derivedId(eventId(0), 'shipping', 0),
      derivedId(eventId(0), 'shipping', 'back'),
    ]);
    expect(sent[0]?.cause.id).toBe(eventId(0));
  });

  it('moves its checkpoint over what it does not handle', async () => {
    await write({ type: 'Ignored', data: { n: 1 } });
    await reached(start());
    expect(sent).toEqual([]);
    expect(await checkpoints.load('process:shipping@1')).toBe(await store.head());
  });

  it('goes on after a restart where it was, and not before', async () => {
    await ordered(1);
    await reached(start());
    stop.abort();
    await runners[0]?.ended;
    stop = new AbortController();
    await ordered(2);
    await reached(start());
    expect(shipped()).toEqual([1, 2]);
  });

  it('that died between command and checkpoint sends the same command again, under the same id', async () => {
    await ordered(1);
    const dying = start({ checkpoints: { ...checkpoints, save: () => new Promise(() => undefined) } });
    runners.pop();
    await new Promise<void>((resolve) => {
      const look = (): void => (sent.length === 2 ? resolve() : void setImmediate().then(look));
      look();
    });
    const first = sent.map(({ commandId }) => commandId);
    expect(dying.status().position).toBe('');
    await reached(start());
    expect(sent.slice(2).map(({ commandId }) => commandId)).toEqual(first);
  });

  it('run twice at once sends nothing that is new, and skips nothing', async () => {
    await ordered(...Array.from({ length: 50 }, (_, n) => n));
    await Promise.all([reached(start()), reached(start())]);
    expect(new Set(shipped()).size).toBe(50);
    expect(new Set(sent.map(({ commandId }) => commandId)).size).toBe(100);
  });

  it('of a new version reacts to the whole log anew, with the same ids', async () => {
    await ordered(1);
    await reached(start());
    const first = sent.map(({ commandId }) => commandId);
    await reached(start({ process: { ...shipping, version: 2 } }));
    expect(sent.slice(2).map(({ commandId }) => commandId)).toEqual(first);
  });
});

describe('a failure', () => {
  it('that passes is tried again by itself, longer apart each time, for as long as it takes', async () => {
    await ordered(1);
    let failures = 20;
    const runner = start({
      dispatch: async (dispatched) => {
        if ((failures -= 1) > 0) throw new LogUnavailable('away');
        sent.push(dispatched);
      },
    });
    await reached(runner);
    expect(shipped()).toEqual([1]);
    expect(statuses.some(({ state }) => state === 'stopped')).toBe(false);
    expect(pauses.slice(0, 3)).toEqual([150, 300, 600]);
    expect(Math.max(...pauses)).toBe(22_500);
    expect(runner.status().failure).toBeUndefined();
  });

  it('that stays stops this process at its event, visibly, and no other', async () => {
    await ordered(1, 2, 3);
    const poisoned = start({
      dispatch: async (dispatched) => {
        if (dispatched.command.ship === 2) throw new RangeError('Анна Иванова');
        sent.push(dispatched);
      },
    });
    await until(poisoned, ({ state }) => state === 'stopped');
    const stored = await store.readStream(STREAM);
    expect(poisoned.status()).toMatchObject({
      state: 'stopped',
      position: stored[0]?.position,
      failure: { code: 'RangeError', times: 6, eventId: eventId(1), position: stored[1]?.position },
    });
    expect(JSON.stringify(statuses)).not.toContain('Анна');
    expect(shipped()).toEqual([1]);
    sent = [];
    await reached(start({ process: { ...shipping, name: 'other' } }));
    expect(shipped()).toEqual([1, 2, 3]);
    expect(poisoned.status().state).toBe('stopped');
  });

  it('that was repaired goes on when told to', async () => {
    await ordered(1, 2);
    let broken = true;
    const runner = start({
      dispatch: async (dispatched) => {
        if (broken) throw new RangeError();
        sent.push(dispatched);
      },
    });
    await until(runner, ({ state }) => state === 'stopped');
    broken = false;
    runner.retry();
    await reached(runner);
    expect(shipped()).toEqual([1, 2]);
  });

  it('of the subscription or the checkpoints is survived too', async () => {
    await ordered(1);
    let failures = 3;
    const flaky: CheckpointStore = {
      ...checkpoints,
      load: (name) =>
        (failures -= 1) > 0 ? Promise.reject(new LogUnavailable('away')) : checkpoints.load(name),
    };
    await reached(start({ checkpoints: flaky }));
    expect(shipped()).toEqual([1]);
  });

  it('in the middle of a batch does not repeat what was done before it', async () => {
    await ordered(1, 2, 3);
    let failed = false;
    const runner = start({
      dispatch: async (dispatched) => {
        if (dispatched.command.ship === 3 && !failed) {
          failed = true;
          throw new RangeError();
        }
        sent.push(dispatched);
      },
    });
    await reached(runner);
    expect(shipped()).toEqual([1, 2, 3]);
  });

  it('stopped for good still ends when told to', async () => {
    await ordered(1);
    const runner = start({ dispatch: () => Promise.reject(new RangeError()) });
    await until(runner, ({ state }) => state === 'stopped');
    stop.abort();
    await runner.ended;
    expect(runner.status().state).toBe('ended');
  });
});
