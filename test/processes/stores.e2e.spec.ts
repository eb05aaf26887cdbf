import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SpawnedProcess, testDatabase, type TestDatabase } from '#testing';
import { type EventStoreDbDouble, startDouble } from '../eventstoredb-double/index.js';
import { type Build, buildProduct } from '../product/build.js';
import { productDatabase, type ProductDatabase } from '../product/database.js';
import { call, REQUEST } from '../product/http.js';
import { type Product, startProduct } from '../product/product.js';
import { QueueStream } from '../product/queue-stream.js';
import { until } from './until.js';

type Env = Readonly<Record<string, string>>;
const LONG_MS = 120_000;

let build: Build;
let folder: string;
let double: EventStoreDbDouble;
let database: TestDatabase;
let roles: ProductDatabase;
const running = new Set<Product>();

beforeAll(() => {
  build = buildProduct();
}, LONG_MS);
afterAll(() => build?.remove());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'help-desk-stores-'));
  double = await startDouble();
  database = await testDatabase();
  roles = await productDatabase(database.url);
});
afterEach(async () => {
  for (const product of running) await product.stop();
  running.clear();
  await roles.dropRole();
  await database.drop();
  await double.close();
  rmSync(folder, { recursive: true, force: true });
}, LONG_MS);

const inEventStore = () => ({ EVENTSTORE_URL: double.url });

/** The rows of the README's table. */
const ROWS: readonly (readonly [string, () => Env])[] = [
  ['the embedded PostgreSQL', () => ({})],
  ['a PostgreSQL', () => roles.env],
  ['EventStoreDB beside the embedded PostgreSQL', inEventStore],
  ['EventStoreDB beside a PostgreSQL', () => ({ ...roles.env, ...inEventStore() })],
];

async function start(env: Env): Promise<Product> {
  const product = await startProduct(build, { DATA_DIR: join(folder, 'data'), ...env });
  running.add(product);
  return product;
}

async function stop(product: Product): Promise<string> {
  running.delete(product);
  return product.stop();
}

const ops = (env: Env, ...args: string[]) => run('ops', { DATA_DIR: join(folder, 'data'), ...env }, args);

const run = (app: 'ops' | 'api' | 'worker', env: Env, args: readonly string[] = []) =>
  new SpawnedProcess(`dist/apps/${app}/main.js`, { build: build.folder, args, env: { PORT: '0', ...env } })
    .ended;

const open = (product: Product, key: string) =>
  call(product, 'POST', '/api/v1/tickets', {
    as: 'customer',
    body: REQUEST,
    headers: { 'idempotency-key': key },
  });

/** The queue once it has come to a position. */
async function queueAt(product: Product, position: string): Promise<string> {
  const path = `/api/v1/desks/${REQUEST.desk}/queue?minPosition=${position}`;
  let shown = '';
  await until('the queue has come so far', async () => {
    const { status, body } = await call(product, 'GET', path, { as: 'operator' });
    shown = JSON.stringify(body);
    return status === 200 && body.stale === false;
  });
  return shown;
}

describe.each(ROWS)('with the log in %s', (_, envOf) => {
  it(
    'the same build takes a ticket, shows it, lets commands join, and knows it after a stop',
    async () => {
      const env = envOf();
      const product = await start(env);
      const key = randomUUID();
      const { status, body } = await open(product, key);
      expect(status).toBe(201);
      expect(await queueAt(product, body.position)).toContain(body.id);
      expect(await ops(env, 'projections', 'verify')).toMatchObject({
        code: 0,
        output: expect.stringContaining('queue'),
      });
      expect(await stop(product)).toMatch(/^Stopped\.$/m);

      const again = await start(env);
      expect((await open(again, key)).body).toEqual(body);
      expect(await queueAt(again, body.position)).toContain(body.id);
    },
    LONG_MS,
  );
});

describe('with the log in EventStoreDB', () => {
  it(
    'PostgreSQL has none, so that nobody takes an empty one for it',
    async () => {
      await stop(await start({ ...roles.env, ...inEventStore() }));
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      const { rows } = await client.query(`SELECT to_regnamespace('log') AS log`);
      await client.end();
      expect(rows).toEqual([{ log: null }]);
    },
    LONG_MS,
  );

  it.each([
    ['esdb://127.0.0.1:1?tls=false', 1, /^The EventStoreDB of EVENTSTORE_URL does not answer\.\n$/],
    ['esdb://a:Swordfish17@127.0.0.1:1?tsl=false', 2, /its option tsl is unknown or can't be used\.\n$/],
    ['esdb://127.0.0.1:1?tlsCAFile=/no/such', 2, /the file in its option tlsCAFile can't be read\.\n$/],
    ['http://a:Swordfish17@127.0.0.1:1', 2, /^The setting EVENTSTORE_URL is wrong: it has to be an address/],
  ])(
    'a start at %s ends with one sentence',
    async (url, code, sentence) => {
      const end = await run('api', { ...roles.env, DATA_DIR: join(folder, 'data'), EVENTSTORE_URL: url });
      expect(end).toMatchObject({ code, output: expect.stringMatching(sentence) });
      expect(end.output).not.toContain('Swordfish17');
    },
    LONG_MS,
  );

  it(
    'a user who may do nothing is told so in one sentence of either language',
    async () => {
      await double.control.misbehave({ on: 'read', how: 'access-denied', times: 'always' });
      const env = { ...roles.env, ...inEventStore(), DATA_DIR: join(folder, 'data') };
      expect(await run('api', env)).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^The EventStoreDB of EVENTSTORE_URL lets this user do nothing.*\n$/),
      });
      expect(await run('worker', { ...env, LANG: 'ru' })).toMatchObject({
        code: 1,
        output: expect.stringMatching(/^EventStoreDB из EVENTSTORE_URL ничего не разрешает.*\n$/),
      });
    },
    LONG_MS,
  );

  it(
    'requests fail clearly while it is away, queries go on, and all goes on by itself afterwards',
    async () => {
      const product = await start({ ...roles.env, ...inEventStore() });
      const first = await open(product, randomUUID());
      expect(await queueAt(product, first.body.position)).toContain(first.body.id);
      const stream = await QueueStream.open(product, REQUEST.desk);
      expect(await stream.brings('event: ready')).toBe(true);

      await double.control.stop();
      const key = randomUUID();
      const refused = await open(product, key);
      expect(refused).toMatchObject({ status: 503, body: { code: 'log-unavailable' } });
      expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      const ready = await call(product, 'GET', '/health/ready');
      expect(ready).toMatchObject({ status: 503, body: { status: 'down' } });
      const queue = `/api/v1/desks/${REQUEST.desk}/queue`;
      expect(await call(product, 'GET', queue, { as: 'operator' })).toMatchObject({ status: 200 });

      await double.control.start();
      let second = refused;
      await until('commands are taken again', async () => {
        second = await open(product, key);
        return second.status === 201;
      });
      expect(await queueAt(product, second.body.position)).toContain(second.body.id);
      expect(await stream.brings(second.body.id as string)).toBe(true);
      await until('it is ready', async () => (await call(product, 'GET', '/health/ready')).status === 200);
    },
    LONG_MS,
  );
});

describe('two logs and one set of read models', () => {
  it(
    'are refused by every process, in one sentence that names both logs',
    async () => {
      const first = { ...roles.env, ...inEventStore() };
      await stop(await start(first));
      const other = await startDouble();
      const data = (n: number) => ({ DATA_DIR: join(folder, `other-${n}`) });
      const id = '[0-9a-f-]{36}';
      const english = new RegExp(`^The read models .* another log \\(${id}\\) than .* \\(${id}\\)\\..*\n$`);
      const russian = new RegExp(`^Модели чтения .* другому журналу \\(${id}\\), .* \\(${id}\\)\\..*\n$`);
      try {
        const second = { ...first, EVENTSTORE_URL: other.url };
        const { EVENTSTORE_URL: _, ...inPostgres } = first;
        for (const env of [second, inPostgres]) {
          const said = (what: Env) =>
            expect.objectContaining({
              code: 1,
              output: expect.stringMatching(what.LANG === 'ru' ? russian : english),
            });
          expect(await run('api', { ...env, ...data(1) })).toEqual(said({}));
          expect(await run('worker', { ...env, ...data(2), LANG: 'ru' })).toEqual(said({ LANG: 'ru' }));
          expect(await run('ops', { ...env, ...data(3) }, ['projections', 'verify'])).toEqual(said({}));
        }
      } finally {
        await other.close();
      }
      expect((await open(await start(first), randomUUID())).status).toBe(201);
    },
    LONG_MS,
  );
});
