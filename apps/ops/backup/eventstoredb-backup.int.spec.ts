import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createVault, kekFromBase64 } from '#vault';
import { type EventStoreDbDouble, startDouble } from '../../../test/eventstoredb-double/index.js';
import { type Installation, installation, runCommand } from '../testing/installation.js';

const KEK = Buffer.alloc(32, 7);
let source: Installation;
let target: Installation;
let double: EventStoreDbDouble;
let file: string;

const ops = (on: Installation, store: EventStoreDbDouble | undefined, ...args: string[]) =>
  runCommand({ ...on.env, ...(store === undefined ? {} : { EVENTSTORE_URL: store.url }) }, args);

beforeEach(async () => {
  [source, target, double] = [await installation(KEK), await installation(KEK), await startDouble()];
  file = join(source.folder, 'x.backup');
  expect(await ops(source, double, 'migrate')).toMatchObject({ exitCode: 0 });
  // Opens the log and the read models, as the service does.
  expect(await ops(source, double, 'desk', 'list')).toMatchObject({ exitCode: 0 });
});
afterEach(async () => {
  await source.drop();
  await target.drop();
  await double.close();
});

async function withPool<Result>(url: string, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

const keys = ({ appUrl }: Installation) =>
  withPool(appUrl, (pool) => createVault(pool, kekFromBase64(KEK.toString('base64'))).ensure(['customer-1']));

const schemas = ({ ownerUrl }: Installation) =>
  withPool(ownerUrl, async (pool) => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('log', 'vault', 'read') ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  });

describe('a backup beside a log in EventStoreDB', () => {
  it('holds the vault, says that the log is not in it, and is restored beside that log only', async () => {
    const known = await keys(source);
    const written = await ops(source, double, 'backup', file);
    expect(written).toMatchObject({ exitCode: 0, err: '' });
    expect(written.out).toMatch(
      /Backup of the vault .* The log [0-9a-f-]{36} is in EventStoreDB and is NOT in it/,
    );

    expect(await ops(target, undefined, 'restore', file)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('holds the vault only'),
    });
    const other = await startDouble();
    const misplaced = await ops(target, other, 'restore', file);
    await other.close();
    expect(misplaced).toMatchObject({ exitCode: 1, err: expect.stringContaining('belongs to the log') });

    expect(await ops(target, double, 'restore', file)).toMatchObject({
      exitCode: 0,
      err: '',
      out: expect.stringContaining('rows of the vault'),
    });
    expect(await keys(target)).toEqual(known);
    expect(await schemas(target)).toEqual(['read', 'vault']);
    expect(await ops(target, double, 'desk', 'list')).toMatchObject({ exitCode: 0 });
    expect(await ops(target, double, 'restore', file)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('events or keys'),
    });
  });

  it('is never one of an empty log: without EVENTSTORE_URL nothing is written, also when PostgreSQL has a log', async () => {
    const refused = { exitCode: 1, err: expect.stringContaining('set EVENTSTORE_URL as for the service') };
    expect(await ops(source, undefined, 'backup', file)).toMatchObject(refused);
    expect(await ops(source, undefined, 'migrate')).toMatchObject({ exitCode: 0 });
    expect(await schemas(source)).toEqual(['log', 'read', 'vault']);
    expect(await ops(source, undefined, 'backup', file)).toMatchObject(refused);
    expect(existsSync(file)).toBe(false);
  });

  it('of a log in PostgreSQL is not restored where the log would be elsewhere', async () => {
    expect(await target.ops('migrate')).toMatchObject({ exitCode: 0 });
    expect(await target.ops('backup', file)).toMatchObject({ exitCode: 0 });
    expect(await ops(source, double, 'restore', file)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('event-store copy'),
    });
  });
});
