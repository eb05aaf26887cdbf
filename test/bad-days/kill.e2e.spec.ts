import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { joinOrStartEmbeddedPostgres } from '#platform';
import { SpawnedProcess } from '#testing';
import { type Build, buildProduct } from '../product/build.js';
import { call } from '../product/http.js';
import { type Product, startProduct } from '../product/product.js';
import { casesAmong, expectEachOnce } from './each-once.js';
import { InsistentClients } from './insistent-clients.js';
import { LogFeed } from './log-feed.js';
import { differencesFromRebuild } from './views.js';

type Victim = 'Node' | 'PostgreSQL' | 'both';

/** Twenty, each kind after each other kind: what one kill leaves is what the next one meets. */
const VICTIMS: readonly Victim[] = [
  ...(['Node', 'PostgreSQL', 'both', 'PostgreSQL', 'Node'] as const),
  ...(['both', 'both', 'PostgreSQL', 'PostgreSQL', 'Node'] as const),
  ...(['Node', 'PostgreSQL', 'both', 'PostgreSQL', 'Node'] as const),
  ...(['both', 'both', 'PostgreSQL', 'PostgreSQL', 'Node'] as const),
];
const CLIENTS = 6;
const KILL_MS = 60_000;

let build: Build;
let base: string;
let dataDir: string;
let product: Product;
let clients: InsistentClients;
const feed = new LogFeed();

beforeAll(async () => {
  build = buildProduct();
  base = mkdtempSync(join(tmpdir(), 'help-desk-kill-'));
  dataDir = join(base, 'data');
  product = await startProduct(build, { DATA_DIR: dataDir });
  clients = new InsistentClients(() => product, CLIENTS);
}, KILL_MS);
afterAll(async () => {
  await clients?.rest().catch(() => undefined);
  await product?.stop();
  rmSync(base, { recursive: true, force: true });
  build?.remove();
}, KILL_MS);

describe('kill -9 under load', () => {
  it.each(VICTIMS.map((victim, n) => [n + 1, victim] as const))(
    '%i: of %s; what was acknowledged is there once, and answers the same when repeated',
    async (_, victim) => {
      const known = clients.acknowledged.length;
      clients.work();
      await clients.more(4 * CLIENTS);
      await kill(victim);
      await clients.more(2 * CLIENTS);
      await clients.rest();

      await feed.readOn(product);
      expectEachOnce(clients, feed);
      for (const { command, status, answer } of clients.acknowledged.slice(known))
        expect(await clients.insist(command)).toEqual({ command, status, answer });
      const logged = feed.events.length;
      await feed.readOn(product);
      expect(casesAmong(feed.events.slice(logged))).toEqual([]);
    },
    KILL_MS,
  );

  it('leaves the folder to whoever holds it: a second start is refused in one sentence', async () => {
    const second = async (LANG: string) => {
      const env = { DATA_DIR: dataDir, PORT: '0', LANG };
      return new SpawnedProcess('dist/apps/api/main.js', { build: build.folder, env }).ended;
    };
    const holder = `${product.process.pid}, npm start`;
    expect(await second('ru_RU.UTF-8')).toMatchObject({
      code: 1,
      output: expect.stringMatching(new RegExp(`^Папка данных .* занята .*\\(процесс ${holder}\\).*\n$`)),
    });
    expect(await second('en_GB.UTF-8')).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        new RegExp(`^The data folder .* is in use .*\\(process ${holder}\\).*\n$`),
      ),
    });
    expect((await call(product, 'GET', '/health/ready')).status).toBe(200);
  });

  it('leaves read models that equal a rebuild', async () => {
    const last = clients.acknowledged.at(-1)?.answer.position;
    const url = `/api/v1/desks/internet-provider/queue?limit=1&minPosition=${last}`;
    await expectSoon(async () => (await call(product, 'GET', url, { as: 'operator' })).body, {
      stale: false,
      total: feed.events.filter(({ type }) => type === 'Opened').length,
    });
    const { appUrl } = await joinOrStartEmbeddedPostgres({ dataDir, purpose: 'a test' });
    expect(await differencesFromRebuild(appUrl, dataDir)).toEqual([]);
    expect([...clients.repeatedAfter.keys()].join()).toMatch(/503/);
  });
});

async function kill(victim: Victim): Promise<void> {
  const postmaster = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  if (victim !== 'Node') process.kill(postmaster, 'SIGKILL');
  if (victim === 'PostgreSQL') return;
  product.process.kill('SIGKILL');
  await product.process.ended;
  product = await startProduct(build, { DATA_DIR: dataDir });
}

/** Who projects may still have to notice that the one before him is dead. */
async function expectSoon(look: () => Promise<unknown>, expected: object): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    const seen = await look();
    if (looks === 10) expect(seen).toMatchObject(expected);
    if ((seen as { stale?: boolean }).stale === false) return expect(seen).toMatchObject(expected);
  }
}
