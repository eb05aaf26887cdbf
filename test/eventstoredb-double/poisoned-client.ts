import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';

/**
 * A process that appends once by the batch path and waits. With a bad event, or when it is answered twice, it does not
 * live to see the end, by the client's own fault. Arguments: the url, the event's id.
 */
const [, , url = '', id = randomUUID()] = process.argv;
const client = EventStoreDBClient.connectionString(url);
const event = jsonEvent({ id, type: 'T', data: {} });
const said = await client.appendToStream('test-poison', event).then(
  () => 'accepted',
  (error: Error) => `refused: ${error.message}`,
);
process.stdout.write(`${said}\n`);
setTimeout(() => {
  process.stdout.write('lived on\n');
  process.exit(0);
}, 1_000);
