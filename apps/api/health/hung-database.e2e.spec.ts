import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPostgresEventStore } from '#event-store-postgres';
import { testDatabase, type TestDatabase } from '#testing';
import { type Answer, type ApiFixture, apiFixture, DESK } from '../testing/api-fixture.js';
import { type FreezableProxy, freezableProxy } from '../testing/freezable-proxy.js';

let database: TestDatabase;
let proxy: FreezableProxy;
let api: ApiFixture;
const dataDir = mkdtempSync(join(tmpdir(), 'help-desk-hung-'));

beforeAll(async () => {
  database = await testDatabase();
  proxy = await freezableProxy(database.url);
  api = await apiFixture({
    data: { url: proxy.url, dataDir },
    openStore: () => createPostgresEventStore({ url: proxy.url, appendTimeout: 1_000, readTimeout: 1_000 }),
    answerTimeout: 1_000,
  });
});
afterAll(async () => {
  await api.close();
  await proxy.close();
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

const request = { desk: DESK, channel: 'account', serviceKind: 'network-problem', subject: 'а', text: 'б' };
const open = (key: string) =>
  api.call('POST', '/api/v1/tickets', { as: 'customer', body: request, headers: { 'idempotency-key': key } });
const queue = () => api.call('GET', `/api/v1/desks/${DESK}/queue`, { as: 'auditor' });

async function until(call: () => Promise<Answer>, status: number): Promise<Answer> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await call();
    if (answer.status === status || Date.now() > deadline) return answer;
  }
}

describe('a database that takes connections and never answers', () => {
  it('is given up by every request, takes readiness away, and is used again when it answers', async () => {
    const first = await open('hung-0');
    expect(first).toMatchObject({ status: 201 });
    proxy.freeze();
    const answers = await Promise.all([open('hung-1'), open('hung-2'), queue(), queue()]);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 503,
        body: { code: expect.stringMatching(/^(log|read-store)-unavailable$/) },
      });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(await api.call('GET', '/health/ready')).toMatchObject({ status: 503 });
    expect(await api.call('GET', '/health/live')).toMatchObject({ status: 200 });
    proxy.thaw();
    const again = await until(() => open('hung-1'), 201);
    expect((await until(() => open('hung-1'), 201)).body).toEqual(again.body);
    expect((await until(() => open('hung-0'), 201)).body).toEqual(first.body);
    const shown = await until(
      () =>
        api.call('GET', `/api/v1/desks/${DESK}/queue?minPosition=${again.body.position}`, { as: 'auditor' }),
      200,
    );
    const tickets = shown.body.entries.map(({ ticket }: { ticket: string }) => ticket) as string[];
    expect(tickets.filter((ticket) => ticket === again.body.id)).toHaveLength(1);
    expect(await until(() => api.call('GET', '/health/ready'), 200)).toMatchObject({ status: 200 });
  }, 120_000);
});
