import { operatorError, platformMessages } from '#platform';
import { probesOf } from '../composition/health/probes.js';
import { type Infrastructure, openInfrastructure } from '../composition/infrastructure.js';
import { explainListen } from '../composition/listen-failure.js';
import { type ProcessContext, runProcess } from '../composition/run-process.js';
import { openService, type Service } from '../composition/service.js';
import { type HealthServer, startHealthServer } from './health-server.js';
import { startWorker } from './worker.js';

/** Where WORKER_PORT asks for it. */
async function serveHealth(
  { settings, metrics }: ProcessContext,
  { helpDesk, clock }: Service,
  { store }: Infrastructure,
): Promise<HealthServer | undefined> {
  const { HOST: host, WORKER_PORT: port } = settings;
  if (port === undefined) return undefined;
  const probes = probesOf({ store, readStore: helpDesk.readStore, clock });
  try {
    return await startHealthServer({ host, port, probes, metrics });
  } catch (error) {
    throw explainListen(error, { host, port, setting: 'WORKER_PORT' });
  }
}

await runProcess({
  name: 'worker',
  purpose: 'npm run start:worker',
  env: process.env,
  start: async (context) => {
    const { settings, terminal, logger, metrics, identity } = context;
    if (settings.DATABASE_URL === undefined)
      throw operatorError(platformMessages, 'worker-needs-database', {}, { exitCode: 2 });
    const undo: (() => Promise<void>)[] = [];
    const close = async () => {
      for (const step of undo.splice(0).reverse()) await step();
    };
    try {
      const infrastructure = await openInfrastructure({ ...context, progress: terminal.say });
      undo.push(() => infrastructure.close());
      const service = await openService(context, infrastructure);
      undo.push(() => service.close());
      const { helpDesk, clock, now } = service;
      const { registry } = metrics;
      const worker = await startWorker({ helpDesk, registry, logger, now, clock, holder: identity.id });
      undo.push(() => worker.stop());
      const health = await serveHealth(context, service, infrastructure);
      if (health !== undefined) undo.push(() => health.close());
      terminal.say('worker-started');
      return { close };
    } catch (error) {
      await close();
      throw error;
    }
  },
});
