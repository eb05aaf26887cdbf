import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

/**
 * A process that appends one bad event by the batch path and waits: by the client's own fault it does not live to see
 * the end. Arguments: the url, the bad id.
 */
const [, , url = '', id = randomUUID()] = process.argv;
const client = EventStoreDBClient.connectionString(url);
client.appendToStream('test-poison', jsonEvent({ id, type: 'T', data: {} })).catch((error: Error) => {
  process.stdout.write(`refused: ${error.message}\n`);
  setTimeout(() => {
    process.stdout.write('lived on\n');
    process.exit(0);
  }, 1_000);
});
