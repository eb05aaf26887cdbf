import { type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { spawnDouble, type SpawnedDouble } from './index.js';
import { all, clientOf, failure, newStream, onlyOnDouble, someEvents } from './scenario.js';

let server: SpawnedDouble;
let client: EventStoreDBClient;

beforeEach(async () => {
  server = await spawnDouble({ settings: { writeTimeout: 100 } });
  client = clientOf(server.url);
});
afterEach(async () => {
  await client.dispose();
  await server.close();
});

onlyOnDouble('a double in a process of its own', () => {
  it('serves, misbehaves and tells its state as one in this process does', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(2), { expectedRevision: NO_STREAM });
    await server.control.misbehave({ on: 'append', how: 'time-out' });
    const events = someEvents(1);
    const append = () => client.appendToStream(stream, events, { expectedRevision: 1n });
    expect((await failure(append())).type).toBe('deadline-exceeded');
    await append();
    expect(await server.control.state()).toMatchObject({ events: 4, connections: 1, leader: 0, up: [true] });
  });

  it('answers nothing while it is frozen, and goes on where it was', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    server.freeze();
    const append = client.appendToStream(stream, someEvents(1), { expectedRevision: 0n });
    let isOpen = true;
    void append.then(() => (isOpen = false));
    await failure(
      client.appendToStream(stream, someEvents(1), {
        deadline: 100,
        credentials: { username: 'a', password: 'b' },
      }),
    );
    expect(isOpen).toBe(true);
    server.thaw();
    await append;
    expect((await all(client.readStream(stream))).length).toBeGreaterThanOrEqual(2);
  });

  it('ends when it is told to', async () => {
    await server.close();
    await expect(server.control.state()).rejects.toThrow('ended');
  });
});
