import { operatorError, platformMessages } from '#platform';
import { explainListen } from '../composition/listen-failure.js';
import { openInfrastructure } from '../composition/infrastructure.js';
import { runProcess } from '../composition/run-process.js';
import { startHttp } from './http-server.js';

export interface ApiProcess {
  /** As the operator started it. */
  readonly purpose: string;
  /** Whether the worker's work is done in the same process. */
  readonly hostsWorker: boolean;
}

/** Runs the API until it is told to stop. */
export async function runApi({ purpose, hostsWorker }: ApiProcess): Promise<void> {
  await runProcess({
    name: 'api',
    purpose,
    env: process.env,
    start: async (context) => {
      const { settings, terminal } = context;
      if (!hostsWorker && settings.DATABASE_URL === undefined)
        throw operatorError(platformMessages, 'api-needs-database', {}, { exitCode: 2 });
      const infrastructure = await openInfrastructure({ ...context, progress: terminal.say });
      try {
        const http = await startHttp(context, infrastructure, hostsWorker);
        terminal.say('started', { address: http.address });
        http.firstRequests.forEach((line) => terminal.line(line));
        return {
          close: async () => {
            await http.close();
            await infrastructure.close();
          },
        };
      } catch (error) {
        await infrastructure.close();
        throw explainListen(error, { host: settings.HOST, port: settings.PORT, setting: 'PORT' });
      }
    },
  });
}
