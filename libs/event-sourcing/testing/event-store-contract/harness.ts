import { it } from '@jest/globals';
import { type EventStore, type ProposedEvent, type StreamName } from '#event-sourcing';

/** A writer that has taken its place in the log but has not finished. */
export interface HeldWriter {
  readonly commit: () => Promise<void>;
  readonly rollBack: () => Promise<void>;
}

/** What a server lets a test do to it. */
export interface ServerHooks {
  /** Appends to a new stream and stops before the end, as a slow or stuck process would. */
  readonly holdWriter: (stream: StreamName, events: readonly ProposedEvent[]) => Promise<HeldWriter>;
  /** Breaks the connections over which appends are under way now; gives their number. */
  readonly breakAppends: () => Promise<number>;
}

/** One log under test. */
export interface EventStoreHarness {
  readonly store: EventStore;
  /** The same log as another process sees it: own connections, own caches. */
  readonly another: () => Promise<EventStore>;
  /** Closes all stores that were handed out. */
  readonly stop: () => Promise<void>;
}

/** One log under test on a server whose connections can be held and broken. */
export interface ServerHarness extends EventStoreHarness {
  readonly server: ServerHooks;
}

export type Start<Harness extends EventStoreHarness = EventStoreHarness> = () => Promise<Harness>;

/** Runs a case on a log of its own. */
export function onLog<Harness extends EventStoreHarness>(
  start: Start<Harness>,
  title: string,
  body: (harness: Harness) => Promise<void>,
): void {
  it(title, async () => {
    const harness = await start();
    try {
      await body(harness);
    } finally {
      await harness.stop();
    }
  });
}
