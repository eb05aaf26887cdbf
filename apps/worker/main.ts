import { operatorError, platformMessages } from '#platform';
import { openInfrastructure } from '../composition/infrastructure.js';
import { runProcess } from '../composition/run-process.js';
import { openService } from '../composition/service.js';
import { startWorker } from './worker.js';

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
      terminal.say('worker-started');
      return { close };
    } catch (error) {
      await close();
      throw error;
    }
  },
});
