import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createEventCodec, createEventRegistry, createCommandExecutor } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { createMetrics } from '#platform';
import { STAFF_EVENTS, StaffService } from '#staff';
import { TokenIssuer } from './access/token-issuer.js';
import { createApi } from './create-api.js';

let app: NestFastifyApplication;
let folder: string;
let issuer: TokenIssuer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'help-desk-api-'));
  issuer = await TokenIssuer.open(folder, 'help-desk', 'help-desk');
  const store = createMemoryEventStore();
  const codec = createEventCodec({
    registry: createEventRegistry(STAFF_EVENTS),
    keys: {} as never,
    longTexts: {} as never,
  });
  const executor = createCommandExecutor({ store, codec, random: () => 0, delay: async () => undefined });
  app = await createApi({
    logger: console as never,
    metrics: createMetrics('test'),
    language: 'en',
    tokens: { keys: issuer.keys, issuer: 'help-desk', audience: 'help-desk' },
    keySet: issuer.keySet,
    limits: { rate: { max: 1000, windowSeconds: 60 }, load: { requests: 100, eventLoopDelay: 10_000 } },
    probes: { components: [], projections: async () => [] },
    standing: { of: async (p) => p },
    now: () => new Date(),
    digestKey: Buffer.alloc(32, 1),
    store,
    codec,
    executor,
    database: { query: async () => ({ rows: [] }) },
    views: { waitFor: async () => ({ stale: false }) },
    staff: new StaffService(executor),
  });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true });
});

describe('boot', () => {
  it('answers', async () => {
    const r = await app.inject({ method: 'GET', url: '/health/live' });
    console.log(r.statusCode, r.body, r.headers);
    const m = await app.inject({ method: 'GET', url: '/metrics' });
    console.log(m.statusCode, m.body.slice(0, 200));
    const j = await app.inject({ method: 'GET', url: '/api/docs/json' });
    console.log(j.statusCode, j.body.slice(0, 3000));
    for (const url of ['/api/v1/staff', '/nope', '/api/docs', '/.well-known/jwks.json']) {
      const x = await app.inject({ method: 'GET', url });
      console.log(url, x.statusCode, x.body.slice(0, 500), x.headers);
    }
    const t = await issuer.issue(
      { subject: '7b3f7e4c-0d8e-4b8a-9a51-0d9f6f0f7c11', role: 'administrator', desks: ['a'] },
      60,
      new Date(),
    );
    for (const [method, url, payload, type] of [
      ['GET', '/api/v1/staff'],
      ['GET', '/api/v1/staff?limit=9999&x=1'],
      ['POST', '/api/v1/staff', { name: ' ', roles: ['x'], desks: ['A'], z: 1 }],
      ['POST', '/api/v1/staff', '{"a":', 'application/json'],
      ['POST', '/api/v1/staff', 'x=1', 'text/plain'],
    ] as any) {
      const x = await app.inject({
        method,
        url,
        payload,
        headers: {
          authorization: `Bearer ${t}`,
          'accept-language': 'ru',
          ...(type && { 'content-type': type }),
        },
      });
      console.log(url, x.statusCode, x.body.slice(0, 1500));
    }
    expect(1).toBe(1);
  });
});
