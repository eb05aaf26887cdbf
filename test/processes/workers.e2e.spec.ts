import { describeWorkers } from './workers.cases.js';

describeWorkers('PostgreSQL', () => Promise.resolve({}));
