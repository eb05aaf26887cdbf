import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testServer, type TestServer } from '#testing';
import { type Build, buildProduct } from '../product/build.js';
import { productDatabase } from '../product/database.js';
import { type Answer, call, REQUEST } from '../product/http.js';
import { type Product, type Role, startProduct } from '../product/product.js';
import { QueueStream } from '../product/queue-stream.js';

const DESK = REQUEST.desk;
const LONG_MS = 120_000;

let build: Build;
let base: string;
let server: TestServer;
let product: Product;

beforeAll(async () => {
  build = buildProduct();
  base = mkdtempSync(join(tmpdir(), 'help-desk-outage-'));
  server = await testServer();
  const { env } = await productDatabase(server.url);
  product = await startProduct(build, { ...env, DATA_DIR: join(base, 'data') });
}, LONG_MS);
afterAll(async () => {
  await product?.stop();
  await server?.drop();
  rmSync(base, { recursive: true, force: true });
  build?.remove();
}, LONG_MS);

const open = (key: string) =>
  call(product, 'POST', '/api/v1/tickets', {
    as: 'customer',
    body: REQUEST,
    headers: { 'idempotency-key': key, 'accept-language': 'ru' },
  });
const get = (as: Role, path: string) => call(product, 'GET', path, { as });

describe.each([
  ['stopped', () => server.stop()],
  ['killed', () => server.kill()],
])('while PostgreSQL is %s', (_, away) => {
  it(
    'requests fail clearly, and afterwards everything goes on by itself',
    async () => {
      const { id } = (await open(randomUUID())).body;
      const stream = await QueueStream.open(product, DESK);
      expect(await stream.brings('event: ready')).toBe(true);

      await away();
      const key = randomUUID();
      const refusals: Record<string, Answer> = {
        open: await open(key),
        reply: await call(product, 'POST', `/api/v1/tickets/${id}/replies`, {
          as: 'customer',
          body: { text: 'Ещё темно', channel: 'account' },
        }),
        ticket: await get('customer', `/api/v1/tickets/${id}`),
        history: await get('customer', `/api/v1/tickets/${id}/history`),
        clocks: await get('customer', `/api/v1/tickets/${id}/clocks`),
        search: await get('operator', '/api/v1/tickets'),
        queue: await get('operator', `/api/v1/desks/${DESK}/queue`),
        breaches: await get('operator', `/api/v1/desks/${DESK}/breaches`),
        events: await get('auditor', '/api/v1/events'),
        staff: await get('operator', '/api/v1/staff'),
      };
      for (const [what, answer] of Object.entries(refusals)) expectUnavailable(what, answer);
      expect((await get('operator', '/health/live')).status).toBe(200);
      expect(await get('operator', '/health/ready')).toMatchObject({ status: 503, body: { status: 'down' } });

      await server.start();
      await until(async () => (await get('operator', '/health/ready')).status === 200);
      const opened = await open(key);
      expect(opened.status).toBe(201);
      expect((await open(key)).body).toEqual(opened.body);
      const { id: next, position } = opened.body;
      await until(async () => {
        const queue = await get('operator', `/api/v1/desks/${DESK}/queue?minPosition=${position}`);
        return (
          queue.status === 200 && queue.body.stale === false && JSON.stringify(queue.body).includes(next)
        );
      });

      // Whoever was cut off asks again from where he was.
      const onward = (await stream.brings(next))
        ? stream
        : await QueueStream.open(product, DESK, stream.lastId);
      expect(await onward.brings(next)).toBe(true);

      await until(async () => (await heldLeases(server.url)) === 'deadlines, processes, projections');
    },
    LONG_MS,
  );
});

function expectUnavailable(what: string, { status, headers, body }: Answer): void {
  expect({
    what,
    status,
    type: headers.get('content-type'),
    retryAfter: headers.get('retry-after'),
    code: body.code,
  }).toEqual({
    what,
    status: 503,
    type: expect.stringMatching(/^application\/problem\+json/),
    retryAfter: expect.stringMatching(/^[1-9]\d*$/),
    code: expect.stringMatching(/^(log|read-store|vault)-unavailable$/),
  });
}

/** Who holds a lease works; the names of what is worked on. */
async function heldLeases(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ names: string }>(
      `SELECT string_agg(name, ', ' ORDER BY name) AS names FROM read.leases WHERE expires > clock_timestamp()`,
    );
    return rows[0]?.names ?? '';
  } finally {
    await client.end();
  }
}

const LOOK_AGAIN_MS = 50;
const PATIENCE_MS = 30_000;

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUp = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > giveUp) throw new Error(`not so after ${PATIENCE_MS} ms: ${String(holds)}`);
    await pause(LOOK_AGAIN_MS);
  }
}
