import { afterAll } from '@jest/globals';
import { type EventStoreDbDouble, startDouble } from '../eventstoredb-double/index.js';
import { describeWorkers } from './workers.cases.js';

let double: EventStoreDbDouble | undefined;

describeWorkers('EventStoreDB', async () => {
  double = await startDouble();
  return { EVENTSTORE_URL: double.url };
});
// After the processes have ended: hooks run in the order in which they are named.
afterAll(() => double?.close());
