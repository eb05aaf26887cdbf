import { type EventStore } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { type HealthProbes } from './health.js';

export interface Probed {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  readonly clock?: { readonly isRight: boolean };
}

/** The log and the read store are looked at apart: each may be gone while the other answers. */
export function probesOf({ store, readStore, clock }: Probed): HealthProbes {
  return {
    components: [
      { name: 'log', probe: async () => void (await store.head()) },
      { name: 'read-store', probe: async () => void (await readStore.status()) },
      { name: 'clock', probe: () => clockIsRight(clock) },
    ],
    projections: async () =>
      (await readStore.status())
        .filter(({ live }) => live)
        .map(({ name, version, state, position }) => ({ name, version, state, position })),
  };
}

function clockIsRight(clock: Probed['clock']): Promise<void> {
  if (clock?.isRight !== false) return Promise.resolve();
  return Promise.reject(Object.assign(new Error('the clock is off'), { code: 'clock-off' }));
}
