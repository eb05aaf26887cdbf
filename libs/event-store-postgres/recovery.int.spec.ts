import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BEGINNING, type EventStore, hasCode } from '#event-sourcing';
import { aStream, events, everything, ids, Reader } from '#event-sourcing/testing';
import { testServer, type TestServer } from '#testing';
import { createPostgresEventStore, type LogSignal, migrateEventLog } from './index.js';

const APPEND_TIMEOUT = 1_000;

describe('a PostgreSQL that goes and comes back', () => {
  const signals: LogSignal[] = [];
  let server: TestServer;
  let store: EventStore;

  beforeAll(async () => {
    server = await testServer();
    await migrateEventLog(server.url);
    store = await createPostgresEventStore({
      url: server.url,
      appendTimeout: APPEND_TIMEOUT,
      observer: (signal) => signals.push(signal),
    });
  });

  afterAll(async () => {
    await store.close();
    await server.drop();
  });

  /** As a patient caller: the same ids until the log answers. */
  async function appendAtLast(): Promise<readonly string[]> {
    const [stream, list] = [aStream(), events(2)];
    for (;;) {
      try {
        await store.append(stream, 0, list);
        return ids(list);
      } catch (error) {
        if (!hasCode(error, 'log-unavailable')) throw error;
      }
    }
  }

  it('is reported in bounded time while it is away; afterwards everything goes on without loss', async () => {
    const before = events(2);
    const reader = new Reader(store, { after: BEGINNING });
    await reader.untilCaughtUp();
    await store.append(aStream(), 0, before);
    expect(ids(await reader.take(2))).toEqual(ids(before));

    await server.stop();
    const startedAt = performance.now();
    await expect(store.append(aStream(), 0, events(1))).rejects.toMatchObject({ code: 'log-unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(APPEND_TIMEOUT * 3);
    await expect(store.readStream(aStream())).rejects.toMatchObject({ code: 'log-unavailable' });
    await expect(store.readAll({ after: BEGINNING, limit: 1 })).rejects.toMatchObject({
      code: 'log-unavailable',
    });
    await expect(store.head()).rejects.toMatchObject({ code: 'log-unavailable' });
    // A subscription that begins while the log is away waits for it.
    const patient = new Reader(store, { after: BEGINNING });
    const patience = patient.take(4);

    await server.start();
    const after = await appendAtLast();
    expect(ids(await reader.take(2))).toEqual(after);
    expect(ids(await patience)).toEqual([...ids(before), ...after]);
    await Promise.all([reader.stop(), patient.stop()]);
  });

  it('listens again, so that notices of other processes arrive', async () => {
    const downs = () => signals.filter((signal) => signal.kind === 'listening').map((signal) => signal.up);
    await server.stop();
    await server.start();
    await appendAtLast();
    while (downs().at(-1) !== true) await new Promise((resolve) => setImmediate(resolve));
    expect(downs()).toContain(false);
  });

  it('keeps every acknowledged append when it is killed under load, three times', async () => {
    const reader = new Reader(store, { after: await store.head() });
    await reader.untilCaughtUp();
    const acknowledged: string[] = [];
    let writing = true;
    const writers = Array.from({ length: 8 }, async () => {
      while (writing) acknowledged.push(...(await appendAtLast()));
    });
    for (let kill = 1; kill <= 3; kill++) {
      const goal = acknowledged.length + 200;
      while (acknowledged.length < goal) await new Promise((resolve) => setImmediate(resolve));
      await server.kill();
      await server.start();
    }
    writing = false;
    await Promise.all(writers);
    const stored = ids(await everything(store));
    expect(new Set(stored).size).toBe(stored.length);
    expect(stored).toEqual(expect.arrayContaining(acknowledged));
    const seen = ids(await reader.take(acknowledged.length));
    expect(seen).toEqual(stored.slice(-acknowledged.length));
    await reader.stop();
  });
});
