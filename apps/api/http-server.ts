import { join } from 'node:path';
import { seedDesks } from '#desks';
import { type Regulation } from '#regulation';
import { type HelpDesk, openHelpDesk } from '../composition/help-desk.js';
import { type Infrastructure } from '../composition/infrastructure.js';
import { type ProcessContext } from '../composition/run-process.js';
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
 * @throws the listener's own error (EADDRINUSE …), errors of the vault and the read store.
 */
export async function startHttp(
  context: ProcessContext,
  { store, database }: Infrastructure,
): Promise<HttpServer> {
  const { settings, logger, metrics } = context;
  const { HOST: host, PORT: port, VAULT_KEK: vaultKek, DATA_DIR: dataDir, language } = settings;
  const undo: (() => Promise<unknown>)[] = [];
  let closing = false;
  const close = async () => {
    closing = true;
    for (const step of undo.reverse()) await step();
  };
  try {
    const helpDesk = await openHelpDesk({
      store,
      url: database.appUrl,
      dataDir,
      ...(vaultKek === undefined ? {} : { vaultKek }),
      onConnectionError: (err) => {
        // A pool says that it has ended before its sockets have, so a stop cuts some of them: nothing is lost by that.
        if (!closing) logger.warn({ err }, 'database connection lost');
      },
    });
    undo.push(() => helpDesk.close());
    const now = () => new Date();
    await seedDesks(helpDesk.desks, helpDesk.publications, now().toISOString());
    const worker = await startWorker({ helpDesk, registry: metrics.registry, logger, now });
    undo.push(() => worker.stop());
    const tokens = await tokenSource(settings, () => helpDesk.vault.secret('token-signing'));
    const app = await createApi({
      ...helpDesk,
      logger,
      metrics,
      language,
      now,
      tokens: tokens.rules,
      ...(tokens.kind === 'own' ? { keySet: tokens.issuer.keySet } : {}),
      limits: {
        rate: { max: settings.RATE_LIMIT_MAX, windowSeconds: settings.RATE_LIMIT_WINDOW_SECONDS },
        load: LOAD_LIMITS,
      },
    });
    undo.push(() => stopApi(app));
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

async function regulationsInForce({ policies }: HelpDesk, now: Date): Promise<readonly Regulation[]> {
  const desks = await policies.desks();
  const inForce = await Promise.all(desks.map((desk) => policies.current(desk, now.toISOString())));
  return inForce.flatMap((policy) => (policy === undefined ? [] : [policy.regulation]));
}
