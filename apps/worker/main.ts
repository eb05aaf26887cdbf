import { operatorError, platformMessages } from '#platform';
import { openHelpDesk } from '../composition/help-desk.js';
import { openInfrastructure } from '../composition/infrastructure.js';
import { runProcess } from '../composition/run-process.js';
import { startWorker } from './worker.js';

await runProcess({
  name: 'worker',
  purpose: 'npm run start:worker',
  env: process.env,
  start: async (context) => {
    const { settings, terminal, logger, metrics } = context;
    if (settings.DATABASE_URL === undefined)
      throw operatorError(platformMessages, 'worker-needs-database', {}, { exitCode: 2 });
    const infrastructure = await openInfrastructure({ ...context, progress: terminal.say });
    try {
      const { VAULT_KEK: vaultKek, DATA_DIR: dataDir } = settings;
      const helpDesk = await openHelpDesk({
        store: infrastructure.store,
        url: infrastructure.database.appUrl,
        dataDir,
        ...(vaultKek === undefined ? {} : { vaultKek }),
        onConnectionError: (err) => logger.warn({ err }, 'database connection lost'),
      });
      const worker = await startWorker({
        helpDesk,
        registry: metrics.registry,
        logger,
        now: () => new Date(),
      });
      return {
        close: async () => {
          await worker.stop();
          await helpDesk.close();
          await infrastructure.close();
        },
      };
    } catch (error) {
      await infrastructure.close();
      throw error;
    }
  },
});
