import { createPostgresEventStore } from '#event-store-postgres';
import { openHelpDesk } from '../../apps/composition/help-desk.js';
import { migrate } from '../../apps/composition/infrastructure.js';
import { PROJECTIONS } from '../../apps/composition/projections.js';
import { type BenchRow } from './bench-row.js';
import { runProjectionBench } from './projections.bench.js';
import { KEK } from './support/bench-desk.js';
import { ownerOf } from './support/owner.js';
import { size } from './support/sizes.js';
import { seedTickets } from './support/ticket-seed.js';

const SEED = 1;

/**
 * Catch-up of every read model of the product from zero, over a log that the real deciders wrote.
 *
 * @param url a durable PostgreSQL, as a role that may create schemas.
 */
export async function runCatchUpBench(url: string): Promise<readonly BenchRow[]> {
  await migrate(await ownerOf(url));
  const store = await createPostgresEventStore({ url });
  try {
    const helpDesk = await openHelpDesk({ store, url, vaultKek: KEK, dataDir: '' });
    try {
      const { codec } = helpDesk;
      const startedAt = performance.now();
      const events = await seedTickets(helpDesk, SEED, size('BENCH_EVENTS', 1_000_000));
      const seconds = (performance.now() - startedAt) / 1_000;
      console.error(`  ${events} events written in ${seconds.toFixed(0)} s`);
      return await runProjectionBench({
        url,
        store,
        decode: (recorded, options) => codec.decodeBatch(recorded, { ...options, unknown: 'skip' }),
        projections: PROJECTIONS,
        events,
      });
    } finally {
      await helpDesk.close();
    }
  } finally {
    await store.close();
  }
}
