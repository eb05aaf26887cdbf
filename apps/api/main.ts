import { explainListen } from '../composition/listen-failure.js';
import { openInfrastructure } from '../composition/infrastructure.js';
import { runProcess } from '../composition/run-process.js';
import { startHttp } from './http-server.js';

await runProcess({
  name: 'api',
  purpose: 'npm start',
  env: process.env,
  start: async (context) => {
    const { settings, terminal } = context;
    const infrastructure = await openInfrastructure({ ...context, progress: terminal.say });
    try {
      const http = await startHttp(context, infrastructure);
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
      throw explainListen(error, settings);
    }
  },
});
