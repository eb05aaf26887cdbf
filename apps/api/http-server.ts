import { join } from 'node:path';
import { seedDesks } from '#desks';
import { type Regulation } from '#regulation';
import { followPublications } from '../composition/follow-publications.js';
import { type HelpDesk } from '../composition/help-desk.js';
import { type Infrastructure } from '../composition/infrastructure.js';
import { type ProcessContext } from '../composition/run-process.js';
import { openService, type Service } from '../composition/service.js';
import { startWorker } from '../worker/worker.js';
import { tokenSource } from './access/token-source.js';
import { createApi, stopApi } from './create-api.js';
import { firstRequests } from './first-requests.js';

export interface HttpServer {
  readonly address: string;
  /** Lines for a newcomer: tokens and the first requests to try. */
  readonly firstRequests: readonly string[];
  /** Readiness off, running requests ended, listeners closed, background work stopped. */
  close(): Promise<void>;
}

/** Requests under way at once, and lateness of timers in milliseconds, beyond which new requests get 503. */
const LOAD_LIMITS = { requests: 500, eventLoopDelay: 1000 };

/**
 * Starts everything and listens.
 *
 * @param hostsWorker false: other processes project, keep deadlines and run processes.
 * @throws the listener's own error (EADDRINUSE …), errors of the vault and the read store.
 */
export async function startHttp(
  context: ProcessContext,
  infrastructure: Infrastructure,
  hostsWorker: boolean,
): Promise<HttpServer> {
  const { settings, logger, metrics } = context;
  const { HOST: host, PORT: port, DATA_DIR: dataDir, DRAIN_WAIT_MS: drainWaitMs, language } = settings;
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const service = await openService(context, infrastructure);
    undo.push(() => service.close());
    const { helpDesk, clock, now } = service;
    await seedDesks(helpDesk.desks, helpDesk.publications, now().toISOString());
    const background = hostsWorker
      ? await hostWorker(context, service)
      : followPublications(helpDesk, logger);
    undo.push(() => background.stop());
    const tokens = await tokenSource(settings, () => helpDesk.vault.secret('token-signing'));
    const app = await createApi({
      ...helpDesk,
      logger,
      metrics,
      language,
      now,
      clock,
      tokens: tokens.rules,
      ...(tokens.kind === 'own' ? { keySet: tokens.issuer.keySet } : {}),
      ...(settings.TRUSTED_PROXIES && { trustedProxies: settings.TRUSTED_PROXIES }),
      limits: {
        rate: { max: settings.RATE_LIMIT_MAX, windowSeconds: settings.RATE_LIMIT_WINDOW_SECONDS },
        load: LOAD_LIMITS,
      },
    });
    undo.push(() => stopApi(app, drainWaitMs));
    await app.listen(port, host);
    const address = (await app.getUrl()).replace('[::1]', 'localhost');
    const lines =
      tokens.kind === 'own'
        ? await firstRequests({
            issuer: tokens.issuer,
            regulations: await regulationsInForce(helpDesk, now()),
            address,
            tokenFolder: join(dataDir, 'tokens'),
            language,
            now: now(),
          })
        : [];
    return { address, firstRequests: lines, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function hostWorker({ metrics, logger, identity }: ProcessContext, { helpDesk, clock, now }: Service) {
  return startWorker({ helpDesk, registry: metrics.registry, logger, now, clock, holder: identity.id });
}

async function regulationsInForce({ policies }: HelpDesk, now: Date): Promise<readonly Regulation[]> {
  const desks = await policies.desks();
  const inForce = await Promise.all(desks.map((desk) => policies.current(desk, now.toISOString())));
  return inForce.flatMap((policy) => (policy === undefined ? [] : [policy.regulation]));
}
