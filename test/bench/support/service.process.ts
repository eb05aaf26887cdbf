import { Buffer } from 'node:buffer';
import { seedDesks } from '#desks';
import { createPostgresEventStore } from '#event-store-postgres';
import { createMetrics } from '#platform';
import { TokenIssuer } from '../../../apps/api/access/token-issuer.js';
import { createApi } from '../../../apps/api/create-api.js';
import { openHelpDesk } from '../../../apps/composition/help-desk.js';
import { logMetrics } from '../../../apps/composition/log-metrics.js';
import { startWorker } from '../../../apps/worker/worker.js';
import { benchUrl, DESK, ENGINEER, KEK } from './bench-desk.js';
import { serveParent } from './serve-parent.js';

/** The real API, with the worker in the same process unless BENCH_WORKER is `no`; only limits of load are out of reach. */
const url = benchUrl();
const logger = { info: () => undefined, warn: console.error, error: console.error };
const metrics = createMetrics('bench');
const store = await createPostgresEventStore({ url, observer: logMetrics(metrics) });
const helpDesk = await openHelpDesk({ store, url, vaultKek: KEK, dataDir: '' });
const now = () => new Date();
await seedDesks(helpDesk.desks, helpDesk.publications, '2024-01-01T00:00:00.000Z');
const worker =
  process.env.BENCH_WORKER === 'no'
    ? undefined
    : await startWorker({ helpDesk, registry: metrics.registry, logger, now });
const issuer = await TokenIssuer.from(Buffer.alloc(32, 1), 'bench', 'bench');
const app = await createApi({
  ...helpDesk,
  logger,
  metrics,
  language: 'en',
  tokens: { keys: issuer.keys, issuer: 'bench', audience: 'bench' },
  limits: {
    rate: { max: 100_000_000, windowSeconds: 60 },
    load: { requests: 100_000, eventLoopDelay: 600_000 },
  },
  now,
});
await app.listen(0, '127.0.0.1');
serveParent(
  {
    address: (await app.getUrl()).replace('[::1]', '127.0.0.1'),
    token: await issuer.issue({ subject: ENGINEER, role: 'engineer', desks: [DESK] }, 24 * 3600, now()),
  },
  async () => {
    await app.close();
    await worker?.stop();
    await helpDesk.close();
    await store.close();
  },
);
