import { describe, expect, it } from '@jest/globals';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { aStream, events, everything, ids } from '#event-sourcing/testing';
import { createPostgresEventStore, type LogSignal } from './index.js';
import { postgresHarness } from './testing/postgres-harness.js';

interface LossyLine {
  readonly url: string;
  /** Cuts the line at the next answer to an append: it was committed, but nobody is told. */
  loseNextAnswer(): void;
  close(): Promise<void>;
}

/** A line to the server that can swallow the answer to an append. */
async function lossyLine(url: string): Promise<LossyLine> {
  const { port, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  let armed = false;
  const line = createServer((client) => {
    const server = connect(Number(port), hostname);
    let appends = false;
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (chunk) => {
      appends ||= chunk.includes('event-log-append');
      server.write(chunk);
    });
    server.on('data', (chunk) => {
      if (armed && appends) {
        armed = false;
        client.destroy();
        return;
      }
      client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
  const own = String((line.address() as AddressInfo).port);
  return {
    url: Object.assign(new URL(url), { port: own }).href,
    loseNextAnswer: () => (armed = true),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => line.close(resolve));
    },
  };
}

describe('an append whose answer is lost', () => {
  it('is stored once and answered as if nothing had happened', async () => {
    const harness = await postgresHarness();
    const line = await lossyLine(harness.url);
    const signals: LogSignal[] = [];
    const store = await createPostgresEventStore({
      url: line.url,
      observer: (signal) => signals.push(signal),
    });
    const stream = aStream();
    const [first, second] = [events(2), events(2)];
    await store.append(stream, 0, first);

    line.loseNextAnswer();
    const result = await store.append(stream, 2, second);

    expect(signals.filter((signal) => signal.kind === 'retried')).toHaveLength(1);
    const stored = await everything(harness.store);
    expect(ids(stored)).toEqual(ids([...first, ...second]));
    expect(result).toEqual({ version: 4, position: stored.at(-1)?.position });
    await store.close();
    await line.close();
    await harness.stop();
  });
});
