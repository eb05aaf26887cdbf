import { runApi } from './start-api.js';

await runApi({ purpose: 'npm start', hostsWorker: true });
