import { runApi } from './start-api.js';

await runApi({ purpose: 'npm run start:api', hostsWorker: false });
