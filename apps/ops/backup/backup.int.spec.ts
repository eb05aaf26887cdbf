import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { type EventStore, type JsonObject, streamName } from '#event-sourcing';
import { createPostgresEventStore } from '#event-store-postgres';
import { createVault, kekFromBase64 } from '#vault';
import { type Installation, installation } from '../testing/installation.js';

const KEK = Buffer.alloc(32, 7);
let source: Installation;
let target: Installation;
let file: string;

beforeEach(async () => {
  [source, target] = [await installation(KEK), await installation(KEK)];
  file = join(source.folder, 'x.backup');
  expect(await source.ops('migrate')).toMatchObject({ exitCode: 0 });
});

afterEach(async () => {
  await source.drop();
  await target.drop();
});

async function withStore<Result>({ appUrl }: Installation, work: (store: EventStore) => Promise<Result>) {
  const store = await createPostgresEventStore({ url: appUrl });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function withPool<Result>(url: string, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

const event = (data: JsonObject) => ({
  id: randomUUID(),
  type: 'Opened',
  data,
  metadata: { commandId: randomUUID() },
});

/** Everything that a backup promises to bring back, as text. */
function contents({ ownerUrl }: Installation) {
  return withPool(ownerUrl, async (pool) => {
    const { rows: tables } = await pool.query<{ name: string }>(
      `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'S') AND n.nspname IN ('log', 'vault') AND c.relname <> 'migrations' ORDER BY 1`,
    );
    const found: Record<string, unknown> = {};
    for (const { name } of tables) {
      // log_cnt counts down to the next WAL record of a sequence; it is no content.
      const columns = name === 'log.positions' ? 'last_value, is_called' : '*';
      const { rows } = await pool.query<{ row: string }>(
        `SELECT t::text AS row FROM (SELECT ${columns} FROM ${name}) t ORDER BY 1`,
      );
      found[name] = rows.map(({ row }) => row);
    }
    const triggers = await pool.query(
      'SELECT tgname, tgrelid::regclass::text, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2',
    );
    return { ...found, triggers: triggers.rows };
  });
}

async function fill(from: Installation): Promise<void> {
  const texts = fc.sample(fc.string({ unit: 'grapheme', maxLength: 200 }), { numRuns: 600, seed: 1 });
  await withStore(from, async (store) => {
    for (let i = 0; i < texts.length; i += 20)
      await store.append(
        streamName('ticket', randomUUID()),
        0,
        texts.slice(i, i + 20).map((text, n) => event({ text, 'quo"te\\': [n, null, 0.1] })),
      );
  });
  await withPool(from.appUrl, async (pool) => {
    const vault = createVault(pool, kekFromBase64(KEK.toString('base64')));
    await vault.ensure(['customer-1', 'customer-2', 'customer-3']);
    await vault.secret('numbers');
    await vault.erase({
      subject: 'customer-2',
      ground: 'demand-1',
      actor: 'staff-1',
      requestedAt: '2026-01-01T00:00:00.000Z',
    });
  });
}

const keysOf = ({ appUrl }: Installation) =>
  withPool(appUrl, (pool) =>
    createVault(pool, kekFromBase64(KEK.toString('base64'))).ensure(['customer-1', 'customer-2']),
  );

describe('a backup, restored into an empty database', () => {
  it('brings back log and vault row for row, with positions, identity and triggers', async () => {
    await fill(source);
    expect(await source.ops('backup', file)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('600 events'),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await target.ops('restore', file)).toMatchObject({ exitCode: 0, err: '' });
    expect(await contents(target)).toEqual(await contents(source));

    const [before, after] = await withStore(target, async (store) => {
      const head = await store.head();
      const { position } = await store.append(streamName('ticket', randomUUID()), 0, [event({})]);
      return [head, position];
    });
    expect(after > before).toBe(true);
    await withPool(target.ownerUrl, async (pool) => {
      await expect(pool.query('UPDATE log.events SET type = type')).rejects.toMatchObject({ code: '23001' });
    });
    const keys = await keysOf(target);
    expect(keys).toEqual(await keysOf(source));
    expect(keys.get('customer-1')).toMatchObject({ current: 1 });
    expect(keys.get('customer-2')).toBe('erased');
  });

  it('taken while others write, holds streams without gaps', async () => {
    const stopped = new AbortController();
    const stream = streamName('ticket', randomUUID());
    const written = withStore(source, async (store) => {
      let version = 0;
      while (!stopped.signal.aborted)
        ({ version } = await store.append(stream, version, [event({ version })]));
      return version;
    });
    const result = await source.ops('backup', file);
    stopped.abort();
    expect(result.exitCode).toBe(0);
    expect((await target.ops('restore', file)).exitCode).toBe(0);
    const versions = await withStore(target, async (store) =>
      (await store.readStream(stream)).map((e) => e.version),
    );
    expect(versions).toEqual(versions.map((_, i) => i + 1));
    expect(versions.length).toBeLessThanOrEqual(await written);
  });

  it('is named after its moment in a folder, and never replaces a file', async () => {
    expect((await source.ops('backup', source.folder)).out).toMatch(/help-desk-\d{4}-.*Z\.backup/);
    expect(await source.ops('backup', file)).toMatchObject({ exitCode: 0 });
    expect(await source.ops('backup', file)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining(file),
    });
    expect(await source.ops('backup', join(file, 'below'))).toMatchObject({ exitCode: 1 });
  });
});

describe('a restore is refused, and changes nothing', () => {
  const lines = (text: Buffer) => gunzipSync(text).toString().split('\n');
  const withHeader = (change: object) => (good: Buffer) => {
    const [header = '', ...rest] = lines(good);
    return gzipSync([JSON.stringify({ ...(JSON.parse(header) as object), ...change }), ...rest].join('\n'));
  };
  it.each<[string, (good: Buffer) => Buffer, string]>([
    ['cut off in the zip', (good) => good.subarray(0, Math.floor(good.length * 0.9)), 'damaged or cut off'],
    [
      'cut off before its end line',
      (good) => gzipSync(lines(good).slice(0, -2).join('\n')),
      'damaged or cut off',
    ],
    [
      'without one of its rows',
      (good) =>
        gzipSync(
          lines(good)
            .filter((line, i, all) => i !== all.findIndex((l) => l.startsWith('[')))
            .join('\n'),
        ),
      'damaged or cut off',
    ],
    [
      'with a flipped byte',
      (good) => Buffer.from(good.map((byte, i) => (i === good.length >> 1 ? byte ^ 0xff : byte))),
      'damaged or cut off',
    ],
    ['of something else', () => gzipSync('{"hello":1}\n'), 'not a backup'],
    ['that is no zip', () => Buffer.from('hello'), 'not a backup'],
    ['that is empty', () => Buffer.alloc(0), 'not a backup'],
    ['of a newer format', withHeader({ version: 99 }), 'newer version'],
    ['of other tables', withHeader({ migrations: { log: ['999-odd'], vault: [] } }), 'other tables'],
    ['under another key', withHeader({ keks: ['0000000000000000'] }), 'does not fit'],
  ])('of a file %s', async (_, change, sentence) => {
    await fill(source);
    await source.ops('backup', file);
    writeFileSync(file, change(readFileSync(file)));
    await target.ops('migrate');
    const before = await contents(target);
    expect(await target.ops('restore', file)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining(sentence),
    });
    expect(await contents(target)).toEqual(before);
  });

  it('where there are events already', async () => {
    await fill(source);
    await source.ops('backup', file);
    const before = await contents(source);
    expect(await source.ops('restore', file)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('events or keys in the database already'),
    });
    expect(await contents(source)).toEqual(before);
  });

  it('without a file or a key', async () => {
    expect(await target.ops('restore', join(target.folder, 'none'))).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('ENOENT'),
    });
    expect(existsSync(target.env.DATA_DIR ?? '')).toBe(false);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['backups'], 'There is no command backups'],
    [['backup'], "missing required argument 'target'"],
    [['restore', 'a', '--kez', 'b'], "unknown option '--kez'"],
  ])('%j is explained', async (args, sentence) => {
    expect(await source.ops(...args)).toMatchObject({ exitCode: 2, err: expect.stringContaining(sentence) });
  });
});
