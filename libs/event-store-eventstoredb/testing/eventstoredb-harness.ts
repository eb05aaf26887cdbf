import { type EventStore } from '#event-sourcing';
import { type EventStoreHarness } from '#event-sourcing/testing';
import {
  type DoubleSettings,
  type EventStoreDbDouble,
  startDoubleCluster,
} from '../../../test/eventstoredb-double/index.js';
import { createEventStoreDbEventStore, type EventStoreDbEventStoreOptions } from '../index.js';

export interface EventStoreDbHarness extends EventStoreHarness {
  readonly double: EventStoreDbDouble;
}

/** A log of its own on a double of its own. */
export async function eventStoreDbHarness(
  options: Partial<EventStoreDbEventStoreOptions> = {},
  settings: Partial<DoubleSettings> & { readonly nodes?: number } = {},
): Promise<EventStoreDbHarness> {
  const { nodes = 1, ...rest } = settings;
  const double = await startDoubleCluster(nodes, rest);
  const stores: EventStore[] = [];
  const another = async () => {
    const store = await createEventStoreDbEventStore({ url: double.url, ...options });
    stores.push(store);
    return store;
  };
  return {
    double,
    store: await another(),
    another,
    stop: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await double.close();
    },
  };
}
