import { type EventStore } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { type HealthProbes } from './health.js';

/** The log and the read store are looked at apart: each may be gone while the other answers. */
export function probesOf({ store, readStore }: { store: EventStore; readStore: ReadStore }): HealthProbes {
  return {
    components: [
      { name: 'log', probe: async () => void (await store.head()) },
      { name: 'read-store', probe: async () => void (await readStore.status()) },
    ],
    projections: async () =>
      (await readStore.status())
        .filter(({ live }) => live)
        .map(({ name, version, state, position }) => ({ name, version, state, position })),
  };
}
