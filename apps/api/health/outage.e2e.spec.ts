import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { LogUnavailable } from '#event-sourcing';
import { type Answer, type ApiFixture, apiFixture, DESK } from '../testing/api-fixture.js';

let api: ApiFixture;
beforeAll(async () => {
  api = await apiFixture();
});
afterAll(() => api.close());

const request = { desk: DESK, channel: 'account', serviceKind: 'network-problem', subject: 'а', text: 'б' };
const open = (key: string) =>
  api.call('POST', '/api/v1/tickets', { as: 'customer', body: request, headers: { 'idempotency-key': key } });

/** Lets nobody into the database and ends whoever is there, as a stopped server would. */
async function shut(url: string): Promise<() => Promise<void>> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = '/postgres';
  const run = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: server.href });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  await run(
    `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
  );
  return () => run(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
}

async function until(call: () => Promise<Answer>, status: number): Promise<Answer> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await call();
    if (answer.status === status || Date.now() > deadline) return answer;
  }
}

describe('bad days', () => {
  it('answers queries while only the log is away, and commands with 503 and when to come again', async () => {
    const { store } = api.helpDesk;
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new LogUnavailable('gone'));
    const refused = await open('bad-day-0');
    store.append = append;
    expect(refused).toMatchObject({ status: 503, body: { code: 'log-unavailable' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await api.call('GET', `/api/v1/desks/${DESK}/queue`, { as: 'auditor' })).toMatchObject({
      status: 200,
    });
    expect(await open('bad-day-0')).toMatchObject({ status: 201 });
  });

  it('fails clearly while the database is away, goes on by itself afterwards, and does a repeated command once', async () => {
    const first = await open('bad-day-1');
    const metrics = (await api.call('GET', '/metrics')).body as string;
    for (const name of ['http_request_seconds', 'projection_lag_seconds', 'due_timers'])
      expect(metrics).toContain(`help_desk_${name}`);
    const letIn = await shut(api.url);
    try {
      for (const call of [
        () => open('bad-day-2'),
        () => api.call('GET', `/api/v1/desks/${DESK}/queue`, { as: 'auditor' }),
        () => api.call('GET', `/api/v1/tickets/${first.body.id}`, { as: 'customer' }),
        () => api.call('GET', '/api/v1/events', { as: 'auditor' }),
      ]) {
        const answer = await call();
        expect(answer).toMatchObject({
          status: 503,
          body: { code: expect.stringMatching(/^(log|read-store)-unavailable$/) },
        });
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      }
      expect(await api.call('GET', '/health/live')).toMatchObject({ status: 200 });
      expect(await api.call('GET', '/health/ready')).toMatchObject({ status: 503, body: { status: 'down' } });
      expect(await api.call('GET', '/api/v1/regulations', { as: 'customer' })).toMatchObject({ status: 200 });
    } finally {
      await letIn();
    }
    const second = await until(() => open('bad-day-2'), 201);
    expect(second).toMatchObject({ status: 201 });
    expect((await open('bad-day-2')).body).toEqual(second.body);
    expect((await open('bad-day-1')).body).toEqual(first.body);
    const shown = await until(async () => {
      const queue = await api.call('GET', `/api/v1/desks/${DESK}/queue?minPosition=${second.body.position}`, {
        as: 'auditor',
      });
      return queue.status === 200 && queue.body.stale ? { ...queue, status: 0 } : queue;
    }, 200);
    expect(shown.body.entries.map(({ ticket }: { ticket: string }) => ticket)).toContain(second.body.id);
    expect(await until(() => api.call('GET', '/health/ready'), 200)).toMatchObject({ status: 200 });
  });
});
