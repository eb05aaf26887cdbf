import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SpawnedProcess } from '#testing';
import { expectEachOnce } from '../bad-days/each-once.js';
import { InsistentClients } from '../bad-days/insistent-clients.js';
import { LogFeed } from '../bad-days/log-feed.js';
import { call, REQUEST } from '../product/http.js';
import { type Product } from '../product/product.js';
import { QueueStream } from '../product/queue-stream.js';
import { Fleet } from './fleet.js';
import { RoundRobin } from './round-robin.js';
import { until } from './until.js';

const LONG_MS = 180_000;
const CLIENTS = 4;
/** What a node on a machine that is too busy says; no restart makes it say so. */
const SHED = '503 overloaded';
/** Several checks of the load balancer's. */
const DRAIN = { DRAIN_WAIT_MS: '1000' };

let fleet: Fleet;
let first: Product;
let second: Product;
let proxy: RoundRobin;
let worker: SpawnedProcess;
let workerPort: number;

beforeAll(async () => {
  fleet = await Fleet.over();
  proxy = await RoundRobin.start();
  [first, second] = [await fleet.api(DRAIN), await fleet.api(DRAIN)];
  workerPort = await freePort();
  worker = await fleet.worker({ WORKER_PORT: String(workerPort) });
  for (const { address } of [first, second]) proxy.add(address);
}, LONG_MS);
afterAll(async () => {
  await proxy?.close();
  await fleet?.close();
}, LONG_MS);

describe('API nodes beside a worker of its own', () => {
  it('show and stream what was done through another one', async () => {
    const stream = await QueueStream.open(second, REQUEST.desk);
    expect(await stream.brings('event: ready')).toBe(true);
    const headers = { 'idempotency-key': randomUUID() };
    const { body } = await call(first, 'POST', '/api/v1/tickets', { as: 'customer', body: REQUEST, headers });
    const path = `/api/v1/desks/${REQUEST.desk}/queue?minPosition=${body.position}`;
    const shown = await call(second, 'GET', path, { as: 'operator' });
    expect(shown).toMatchObject({ status: 200, body: { stale: false } });
    expect(JSON.stringify(shown.body)).toContain(body.id);
    expect(await stream.brings(body.id as string)).toBe(true);
    // The same command is the same on any node.
    const again = await call(second, 'POST', '/api/v1/tickets', { as: 'customer', body: REQUEST, headers });
    expect(again.body).toEqual(body);
  });

  it('know a worker by its health and its figures, told where nothing else listens', async () => {
    const address = `http://127.0.0.1:${workerPort}`;
    const ready = await fetch(`${address}/health/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'up', projections: expect.arrayContaining([]) });
    expect(await (await fetch(`${address}/metrics`)).text()).toContain('help_desk_projection_events_total');
    await expect(fleet.worker({ WORKER_PORT: String(workerPort) })).rejects.toThrow(
      `Port ${workerPort} on 127.0.0.1 is already used by another program; stop it or set WORKER_PORT`,
    );
  });

  it(
    'are restarted one after the other under load without one lost request',
    async () => {
      await until('both are ready', () => Promise.resolve(bothReady()));
      const throughProxy: Product = { ...first, address: proxy.address };
      const clients = new InsistentClients(() => throughProxy, CLIENTS);
      const reading = readQueues(throughProxy);
      clients.work();
      await clients.more(5 * CLIENTS);
      first = await restarted(first);
      await clients.more(5 * CLIENTS);
      second = await restarted(second);
      await clients.more(5 * CLIENTS);
      await clients.rest();

      // Nobody had to repeat anything: no failure, no refusal, no cut connection.
      expect([...clients.repeatedAfter.keys()].filter((why) => why !== SHED)).toEqual([]);
      const statuses = await reading.stop();
      expect([...statuses.keys()].filter((status) => status !== SHED)).toEqual(['200']);
      expect(statuses.get('200')).toBeGreaterThan(20);
      for (const { address } of [first, second]) expect(proxy.given.get(address)).toBeGreaterThan(0);

      const feed = new LogFeed();
      await feed.readOn(first);
      // One ticket is the other test's.
      const mine = new Set(clients.acknowledged.map(({ answer }) => `ticket-${answer.id}`));
      feed.events.splice(0, Infinity, ...feed.events.filter(({ stream }) => mine.has(stream)));
      expectEachOnce(clients, feed);
    },
    LONG_MS,
  );

  it('outlive their worker, who leaves without a word of complaint', async () => {
    worker.kill('SIGTERM');
    const { code, output } = await worker.ended;
    expect(code).toBe(0);
    expect(output).toMatch(/^Stopped\.$/m);
    expect(output).not.toMatch(/"level":"(warn|error|fatal)"/);
    expect((await call(second, 'GET', '/health/ready')).status).toBe(200);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function bothReady(): boolean {
  return [first, second].every(({ address }) => proxy.isReady(address));
}

/** Stops a node as an orchestrator does, and starts another in its place. */
async function restarted(node: Product): Promise<Product> {
  expect(await node.stop()).toMatch(/^Stopped\.$/m);
  expect((await node.process.ended).code).toBe(0);
  proxy.remove(node.address);
  const next = await fleet.api(DRAIN);
  proxy.add(next.address);
  await until('the new node is ready', () => Promise.resolve(proxy.isReady(next.address)));
  return next;
}

/** Queries without a break. */
function readQueues(product: Product): { stop(): Promise<ReadonlyMap<string, number>> } {
  const statuses = new Map<string, number>();
  let reading = true;
  const loop = (async () => {
    while (reading) {
      const path = `/api/v1/desks/${REQUEST.desk}/queue?limit=5`;
      const { status, body } = await call(product, 'GET', path, { as: 'operator' });
      const what = status === 200 ? '200' : `${status} ${body.code}`;
      statuses.set(what, (statuses.get(what) ?? 0) + 1);
    }
  })();
  return {
    stop: async () => {
      reading = false;
      await loop;
      return statuses;
    },
  };
}
