import { randomUUID } from 'node:crypto';
import { type EventStore, type LogSignal } from '#event-sourcing';
import { type EventStoreHarness } from '#event-sourcing/testing';
import {
  type DoubleControl,
  type DoubleSettings,
  type EventStoreDbDouble,
  REAL_EVENTSTORE_URL,
  startDoubleCluster,
} from '../../../test/eventstoredb-double/index.js';
import { createEventStoreDbEventStore, type EventStoreDbEventStoreOptions } from '../index.js';
import { logFromHere } from './log-from-here.js';

/** One log on a double of its own, which can be made to misbehave. */
export interface DoubleHarness extends EventStoreHarness {
  readonly double: EventStoreDbDouble;
  readonly control: DoubleControl;
  readonly signals: readonly LogSignal[];
}

type Options = Partial<EventStoreDbEventStoreOptions>;

/** An empty log: on a double of its own, or at the end of the real server's that EVENTSTORE_TEST_URL names. */
export function emptyLog(options: Options = {}): Promise<EventStoreHarness> {
  return REAL_EVENTSTORE_URL === undefined ? onDouble(options) : onRealServer(REAL_EVENTSTORE_URL, options);
}

/** @param settings of the double; `nodes` of a cluster, one by default. */
export async function onDouble(
  options: Options = {},
  settings: Partial<DoubleSettings> & { readonly nodes?: number } = {},
): Promise<DoubleHarness> {
  const { nodes = 1, ...rest } = settings;
  const double = await startDoubleCluster(nodes, rest);
  const signals: LogSignal[] = [];
  const stores: EventStore[] = [];
  const another = async () => {
    const observer = (signal: LogSignal) => void signals.push(signal);
    const store = await createEventStoreDbEventStore({ url: double.url, observer, ...options });
    stores.push(store);
    return store;
  };
  return {
    double,
    control: double.control,
    signals,
    store: await another(),
    another,
    stop: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await double.close();
    },
  };
}

/** Runs a test's body on a log, and closes everything also when it fails: an open call keeps the test run from ending. */
export async function using<Harness extends EventStoreHarness>(
  starting: Promise<Harness>,
  body: (harness: Harness) => Promise<void>,
): Promise<void> {
  const harness = await starting;
  try {
    await body(harness);
  } finally {
    await harness.stop();
  }
}

async function onRealServer(url: string, options: Options): Promise<EventStoreHarness> {
  const stores: EventStore[] = [];
  const open = async () => {
    const store = await createEventStoreDbEventStore({ url, ...options });
    stores.push(store);
    return store;
  };
  const first = await open();
  const [start, logId] = [await first.head(), randomUUID()];
  return {
    store: logFromHere(first, start, logId),
    another: async () => logFromHere(await open(), start, logId),
    stop: async () => void (await Promise.all(stores.map((store) => store.close()))),
  };
}
