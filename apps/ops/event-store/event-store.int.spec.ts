import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type EventStore, firstRecordedAt, originalPosition, streamName } from '#event-sourcing';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { type TestDatabase, testDatabase } from '#testing';
import { runCommand } from '../testing/installation.js';
import { wholeLog } from './testing/sample-logs.js';

const EVENTS = 2_600;
let [source, target]: TestDatabase[] = [];

beforeEach(async () => {
  [source, target] = [await testDatabase(), await testDatabase()];
  await migrateEventLog(from());
});
afterEach(async () => {
  await source?.drop();
  await target?.drop();
});
const from = () => source?.url ?? '';
const to = () => target?.url ?? '';

async function withStore<Result>(url: string, work: (store: EventStore) => Promise<Result>): Promise<Result> {
  const store = await createPostgresEventStore({ url });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const event = (data = {}) => ({ id: randomUUID(), type: 'Opened', data, metadata: { actor: 'staff-1' } });

const fill = (count = EVENTS) =>
  withStore(from(), async (store) => {
    const streams = Array.from({ length: 7 }, () => streamName('ticket', randomUUID()));
    const versions = new Map<string, number>();
    const appends = Array.from({ length: count }, (_, i) => {
      const stream = streams[(i * i) % 7]!;
      const expectedVersion = versions.get(stream) ?? 0;
      versions.set(stream, expectedVersion + 1);
      return { stream, expectedVersion, events: [event({ i, text: 'Принтер "не" печатает\n' })] };
    });
    await store.appendInOrder?.(appends);
  });

async function sql(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const copy = (options = { from: from(), to: to() }, command = 'copy', env = {}) =>
  runCommand({ DATA_DIR: '/nonexistent', ...env }, [
    'event-store',
    command,
    '--from',
    options.from,
    '--to',
    options.to,
  ]);
const compare = (options?: { from: string; to: string }) => copy(options, 'compare');

describe('ops event-store copy', () => {
  it('makes a log in an empty database that holds the same events, read back and compared', async () => {
    // Gaps, as failed transactions leave them: positions of the copy are others.
    await sql(from(), `SELECT nextval('log.positions') FROM generate_series(1, 1000)`);
    await fill();
    const run = await copy();
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toMatch(
      /2600 events copied, up to position 0+3600 of the source\.\n2600 equal, 0 different/,
    );
    const [originals, copies] = [await withStore(from(), wholeLog), await withStore(to(), wholeLog)];
    const logId = await withStore(from(), async (store) => store.logId);
    expect(await withStore(to(), async (store) => store.logId)).not.toBe(logId);
    const essence = ({ id, stream, version, type, data, metadata }: (typeof copies)[number]) => ({
      id,
      stream,
      version,
      type,
      data,
      actor: metadata.actor,
    });
    expect(copies.map(essence)).toEqual(originals.map(essence));
    expect(copies.map(({ metadata }) => originalPosition(metadata, logId))).toEqual(
      originals.map(({ position }) => position),
    );
    expect(copies.map(firstRecordedAt)).toEqual(originals.map(({ recordedAt }) => recordedAt));
    expect(await compare()).toMatchObject({ exitCode: 0, out: '2600 equal, 0 different.\n' });
  });

  it('brings over what has come since, by the same command, and nothing when there is nothing', async () => {
    await fill(1_100);
    await copy();
    await fill(30);
    const second = await copy();
    expect(second.out).toMatch(/going on behind it\.\n30 events copied, .*\n30 equal, 0 different\./);
    const third = await copy();
    expect(third).toMatchObject({ exitCode: 0 });
    expect(third.out).toContain('Nothing to copy');
    expect((await compare()).out).toBe('1130 equal, 0 different.\n');
  });

  it('copies an empty log into an empty one', async () => {
    const run = await copy();
    expect(run).toMatchObject({ exitCode: 0, err: '' });
    expect(run.out).toContain('is empty');
  });
});

describe('the database in the data folder', () => {
  it('is one of the stores, named by a word', async () => {
    await fill(40);
    const folder = mkdtempSync(join(tmpdir(), 'help-desk-copy-'));
    const env = {
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/unused',
      VAULT_KEK: Buffer.alloc(32, 7).toString('base64'),
    };
    try {
      const missing = await copy({ from: 'embedded', to: to() }, 'copy', env);
      expect(missing).toMatchObject({
        exitCode: 1,
        err: expect.stringContaining('--from names holds no log'),
      });
      expect(await copy({ from: from(), to: 'embedded' }, 'copy', env)).toMatchObject({
        exitCode: 0,
        err: '',
      });
      const back = await copy({ from: 'embedded', to: to() }, 'copy', env);
      expect(back).toMatchObject({ exitCode: 0, out: expect.stringContaining('40 equal, 0 different.') });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 180_000);
});

describe('ops event-store compare', () => {
  it('prints each difference and ends with an error', async () => {
    await fill(50);
    await copy();
    await sql(
      to(),
      'ALTER TABLE log.events DISABLE TRIGGER ALL',
      `UPDATE log.events SET data = '{"i":-1}' WHERE position = 3`,
      'DELETE FROM log.events WHERE position = 7',
    );
    await withStore(to(), (store) => store.append(streamName('ticket', randomUUID()), 0, [event()]));
    const run = await compare();
    expect(run).toMatchObject({ exitCode: 1, err: expect.stringContaining('in 3 events') });
    expect(run.out.split('\n').slice(0, -1)).toEqual([
      expect.stringMatching(/^different in data: position 0+3 of the copy$/),
      expect.stringMatching(/^only in the source: position 0+7$/),
      expect.stringMatching(/^only in the copy: position 0+51 of the copy$/),
      '48 equal, 3 different.',
    ]);
  });
});

describe('ops event-store refuses', () => {
  const NOBODY = 'postgres://somebody:secret@127.0.0.1:1/none';
  it.each<[string, () => { from: string; to: string }, number, string]>([
    ['a scheme that is none', () => ({ from: from(), to: 'mysql://x' }), 2, '--to names no store'],
    ['an empty address', () => ({ from: '', to: to() }), 2, '--from names no store'],
    ['a variable that is not set', () => ({ from: 'env:NOTHING', to: to() }), 2, '--from names no store'],
    ['one address twice', () => ({ from: from(), to: from() }), 2, 'the same store'],
    ['one log twice', () => ({ from: from(), to: `${from()}?application_name=x` }), 1, 'the same log'],
    [
      'a server that is away',
      () => ({ from: NOBODY, to: to() }),
      1,
      "--from names can't be used (ECONNREFUSED)",
    ],
    [
      'a copy that is away',
      () => ({ from: from(), to: NOBODY }),
      1,
      "--to names can't be used (ECONNREFUSED)",
    ],
    ['a database that is not there', () => ({ from: from(), to: `${to()}x` }), 1, '(3D000)'],
    ['a source without a log', () => ({ from: to(), to: from() }), 1, '--from names holds no log'],
  ])('%s', async (_, options, exitCode, sentence) => {
    const run = await copy(options());
    expect(run).toMatchObject({ exitCode, err: expect.stringContaining(sentence) });
    expect(run.out + run.err).not.toMatch(/secret|somebody/);
  });

  it('to compare with a database that holds no log, and makes none there', async () => {
    for (let i = 0; i < 2; i++)
      expect(await compare()).toMatchObject({ exitCode: 1, err: expect.stringContaining('holds no log') });
  });

  it('a database whose user may not make a log', async () => {
    const role = `plain_${randomUUID().slice(0, 8)}`;
    await sql(to(), `CREATE ROLE ${role} LOGIN`);
    try {
      const address = Object.assign(new URL(to()), { username: role }).href;
      const run = await copy({ from: from(), to: address });
      expect(run).toMatchObject({ exitCode: 1, err: expect.stringContaining('may not make one (42501)') });
    } finally {
      await sql(to(), `DROP ROLE ${role}`);
    }
  });

  it('a copy that others have written to', async () => {
    await fill(10);
    await copy();
    await withStore(to(), (store) => store.append(streamName('ticket', randomUUID()), 0, [event()]));
    const run = await copy();
    expect(run).toMatchObject({ exitCode: 1, err: expect.stringContaining('not of this log') });
  });

  it('takes addresses from variables, which no list of processes shows', async () => {
    await fill(3);
    const run = await copy({ from: 'env:OLD_LOG', to: 'env:NEW_LOG' }, 'copy', {
      OLD_LOG: from(),
      NEW_LOG: to(),
    });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.out).toContain('3 events copied');
  });
});
