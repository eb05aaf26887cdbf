import pg from 'pg';
import { createPostgresEventStore } from '#event-store-postgres';
import { openHelpDesk } from '../../apps/composition/help-desk.js';
import { migrate } from '../../apps/composition/infrastructure.js';
import { PROJECTIONS } from '../../apps/composition/projections.js';
import { type BenchRow } from './bench-row.js';
import { projectionLagRows } from './projection-lag.js';
import { queuePageRows } from './queue-pages.js';
import { KEK } from './support/bench-desk.js';
import { Child } from './support/child.js';
import { HttpClient } from './support/http-client.js';
import { ownerOf } from './support/owner.js';
import { type QueueSeed, seedQueue } from './support/queue-seed.js';
import { size } from './support/sizes.js';

const PAUSE_MS = 200;

/**
 * A large desk in one process: its read models are built from zero, its queue is paged through now and in the past, commands
 * come in at a fixed rate, and in the end its memory is looked at.
 *
 * @param url a durable PostgreSQL, as a role that may create schemas.
 */
export async function runDeskBench(url: string): Promise<readonly BenchRow[]> {
  await migrate(await ownerOf(url));
  const seed = await writeLog(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const service = await Child.start('service', { BENCH_URL: url });
  const naive = await Child.start('naive', { BENCH_URL: url });
  const api = new HttpClient(service.listening.address, service.listening.token);
  const floor = new HttpClient(naive.listening.address);
  try {
    await caughtUp(client);
    // What autovacuum does within the minutes after such a build; here the bench would not wait for it.
    await client.query('VACUUM (ANALYZE)');
    const pages = await queuePageRows(api, floor, seed);
    const lag = await projectionLagRows(api, client);
    const { resident, peak } = await service.usage();
    const memory: BenchRow = {
      what: `memory of API and worker in one process, after ${seed.events.toLocaleString('en-US')} events, pages and commands`,
      ours: `${megabytes(resident)} (peak ${megabytes(peak)})`,
      floor: `${megabytes((await naive.usage()).resident)} (the naive API)`,
      ratio: '–',
      aim: '≤ 400 MB',
    };
    return [...pages, ...lag, memory];
  } finally {
    api.close();
    floor.close();
    await naive.stop();
    await service.stop();
    await client.end();
  }
}

async function writeLog(url: string): Promise<QueueSeed> {
  const startedAt = performance.now();
  const store = await createPostgresEventStore({ url });
  const helpDesk = await openHelpDesk({ store, url, vaultKek: KEK, dataDir: '' });
  try {
    const tickets = size('BENCH_TICKETS', 1_000_000);
    const seed = await seedQueue(helpDesk, tickets, size('BENCH_OPEN', 100_000));
    console.error(`  ${seed.events} events written in ${secondsSince(startedAt)} s`);
    return seed;
  } finally {
    await helpDesk.close();
    await store.close();
  }
}

async function caughtUp(client: pg.Client): Promise<void> {
  const startedAt = performance.now();
  for (;;) {
    const { rows } = await client.query<{ active: number }>(
      `SELECT count(*)::int AS active FROM read.projections WHERE live AND state = 'active'`,
    );
    if (rows[0]?.active === PROJECTIONS.length) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  console.error(`  read models built in ${secondsSince(startedAt)} s`);
}

function secondsSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 1_000).toFixed(0);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
