import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SpawnedProcess } from '#testing';
import {
  type EmbeddedPostgres,
  joinOrStartEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded-postgres.js';
import { type FolderLock, lockFolder } from './folder-lock.js';
import { isAlive } from './process-identity.js';

const SCRIPT = 'libs/platform/testing/run-embedded-postgres.ts';
const IS_ROOT = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
interface Account {
  readonly title: string;
  readonly user?: typeof NOBODY;
}
const USERS: readonly Account[] = IS_ROOT
  ? [{ title: 'root' }, { title: 'an ordinary user', user: NOBODY }]
  : [{ title: 'an ordinary user' }];

let template: string;
let base: string;
let dataDir: string;
const running: EmbeddedPostgres[] = [];
const spawned: SpawnedProcess[] = [];

beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'help-desk-template-'));
  chmodSync(template, 0o755);
  await (await startEmbeddedPostgres({ dataDir: template, purpose: 'a template' })).stop();
});
afterAll(() => rmSync(template, { recursive: true, force: true }));

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'help-desk-data-'));
  chmodSync(base, 0o755);
  dataDir = join(base, 'data');
});

afterEach(async () => {
  for (const process of spawned.splice(0)) {
    process.kill('SIGKILL');
    await process.ended;
  }
  for (const server of running.splice(0)) await server.stop();
  const left = postmaster();
  if (left !== undefined && isAlive(left)) process.kill(left, 'SIGKILL');
  rmSync(base, { recursive: true, force: true, maxRetries: 20 });
});

/** A folder that was started and stopped once; making each anew would take most of the time of these tests. */
function copyTemplate(): void {
  execFileSync('cp', ['-a', template, dataDir]);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder, purpose: 'this test' });
  running.push(server);
  return server;
}

function spawnServer(user?: { uid: number; gid: number }): SpawnedProcess {
  const process = new SpawnedProcess(SCRIPT, { args: [dataDir], user });
  spawned.push(process);
  return process;
}

function postmaster(): number | undefined {
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  // A server that is killed under the test ends idle connections, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it.each(USERS)(
    'as $title keeps data and port between starts, and asks for a password',
    async ({ user }) => {
      if (user !== undefined) chownSync(base, user.uid, user.gid);
      const first = spawnServer(user);
      const url = (await first.says(/^url (.+)$/m))[1] ?? '';
      await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      expect(statSync(join(dataDir, 'postgres-passwords.json')).mode & 0o777).toBe(0o600);
      await expect(query(url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toMatchObject({
        code: '28P01',
      });
      first.kill('SIGTERM');
      expect(await first.ended).toMatchObject({ code: 0 });
      expect(postmaster()).toBeUndefined();
      const second = spawnServer(user);
      expect((await second.says(/^url (.+)$/m))[1]).toBe(url);
      expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(
        (
          await query(
            url,
            `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync`,
          )
        )[0],
      ).toEqual({ fsync: 'on', sync: 'on' });
    },
  );

  it('that a kill -9 left behind is ended and started again, with everything committed', async () => {
    copyTemplate();
    const killed = spawnServer();
    const url = (await killed.says(/^url (.+)$/m))[1] ?? '';
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const orphan = postmaster() ?? 0;
    killed.kill('SIGKILL');
    expect(await killed.ended).toMatchObject({ signal: 'SIGKILL' });
    expect(isAlive(orphan)).toBe(true);
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const server = await start();
    expect(isAlive(orphan)).toBe(false);
    expect(server.ownerUrl).toBe(url);
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('that is killed is started again on the same port while its process lives', async () => {
    copyTemplate();
    const survivor = spawnServer();
    const url = (await survivor.says(/^url (.+)$/m))[1] ?? '';
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(postmaster() ?? 0, 'SIGKILL');
    await survivor.says(/^postgres-restarted$/m);
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    survivor.kill('SIGTERM');
    expect(await survivor.ended).toMatchObject({ code: 0 });
  });

  it('killed together with its process comes back with everything committed', async () => {
    copyTemplate();
    const killed = spawnServer();
    const url = (await killed.says(/^url (.+)$/m))[1] ?? '';
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    killed.kill('SIGKILL');
    process.kill(postmaster() ?? 0, 'SIGKILL');
    await killed.ended;
    await start();
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is refused to a second process, which may join it instead', async () => {
    copyTemplate();
    const server = await start();
    const second = spawnServer();
    expect(await second.ended).toMatchObject({
      code: 1,
      output: expect.stringContaining(`process ${process.pid}, this test`),
    });
    const joined = await joinOrStartEmbeddedPostgres({ dataDir, purpose: 'a command' });
    expect(joined).toMatchObject({ joined: true, appUrl: server.appUrl });
    await joined.stop();
    expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('ends with a process that exits without stopping it', async () => {
    copyTemplate();
    const server = spawnServer();
    await server.says(/^url /m);
    const pid = postmaster() ?? 0;
    server.kill('SIGUSR2');
    expect(await server.ended).toMatchObject({ code: 3 });
    await until(() => !isAlive(pid));
  });

  it('is started by a command where nothing runs', async () => {
    copyTemplate();
    const own = await joinOrStartEmbeddedPostgres({ dataDir, purpose: 'a command' });
    running.push(own);
    expect(own.joined).toBe(false);
    expect(await query(own.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('does not mistake a number that was given to another program for a lock or a server', async () => {
    copyTemplate();
    const lockOfNow = lockFolder(dataDir, 'x') as FolderLock;
    const lock = JSON.parse(readFileSync(join(dataDir, 'help-desk.lock'), 'utf8')) as object;
    lockOfNow.release();
    writeFileSync(
      join(dataDir, 'help-desk.lock'),
      JSON.stringify({ ...lock, pid: 1, start: 'another boot:1' }),
    );
    writeFileSync(
      join(dataDir, 'postgres', 'postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'postgres')}\n1\n1\n\n\n\nready\n`,
    );
    const server = await start();
    expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('moves to another port, and stays there, when its own was taken meanwhile', async () => {
    copyTemplate();
    const first = await start();
    await first.stop();
    running.length = 0;
    const port = Number(new URL(first.appUrl).port);
    const thief = createServer().listen(port, '127.0.0.1');
    await new Promise((resolve) => thief.once('listening', resolve));
    const moved = await start();
    expect(new URL(moved.appUrl).port).not.toBe(String(port));
    expect(await query(moved.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await moved.stop();
    running.length = 0;
    await new Promise((resolve) => thief.close(resolve));
    expect((await start()).appUrl).toBe(moved.appUrl);
  });

  it('gets new passwords when theirs were lost', async () => {
    copyTemplate();
    const first = await start();
    await first.stop();
    running.length = 0;
    rmSync(join(dataDir, 'postgres-passwords.json'));
    const second = await start();
    expect(second.ownerUrl).not.toBe(first.ownerUrl);
    expect(await query(second.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await expect(query(first.ownerUrl, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it.each(IS_ROOT ? [0o700, 0o711] : [0o700])('runs below a folder of mode %o', async (mode) => {
    chmodSync(base, mode);
    const server = await start();
    await query(server.ownerUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await server.stop();
    running.length = 0;
    const again = await start();
    expect(await query(again.ownerUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });
});

describe('a data folder that can not be used is named in one sentence', () => {
  it.each<[string, string, () => void]>([
    ['is a file', 'data-folder-not-a-folder', () => writeFileSync(dataDir, '')],
    [
      'lies below a file',
      'data-folder-not-a-folder',
      () => {
        writeFileSync(join(base, 'file'), '');
        dataDir = join(base, 'file', 'data');
      },
    ],
    [
      'holds somebody else’s files',
      'data-folder-foreign',
      () => {
        mkdirSync(dataDir);
        writeFileSync(join(dataDir, 'thesis.doc'), '');
      },
    ],
  ])('%s: %s', async (_, code, prepare) => {
    prepare();
    await expect(start(dataDir)).rejects.toMatchObject({ code });
  });

  it.each<[string, string, () => void]>([
    [
      'its manifest is damaged',
      'data-folder-broken',
      () => writeFileSync(join(dataDir, 'help-desk.json'), '{"format":'),
    ],
    [
      'its cluster has no version',
      'data-folder-broken',
      () => rmSync(join(dataDir, 'postgres', 'PG_VERSION')),
    ],
    [
      'its control file is gone',
      'data-folder-broken',
      () => rmSync(join(dataDir, 'postgres', 'global', 'pg_control')),
    ],
    [
      'its control file is cut off',
      'data-folder-broken',
      () => writeFileSync(join(dataDir, 'postgres', 'global', 'pg_control'), 'x'),
    ],
    [
      'its log of changes is gone',
      'data-folder-broken',
      () => rmSync(join(dataDir, 'postgres', 'pg_wal'), { recursive: true }),
    ],
    [
      'a newer version wrote it',
      'data-folder-newer',
      () => writeFileSync(join(dataDir, 'help-desk.json'), '{"format":99,"layout":[]}'),
    ],
    [
      'another PostgreSQL wrote it',
      'postgres-other-major',
      () => writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '17\n'),
    ],
  ])('%s: %s', async (_, code, damage) => {
    copyTemplate();
    damage();
    await expect(start()).rejects.toMatchObject({ code });
    // The failure leaves no lock behind.
    await expect(start()).rejects.toMatchObject({ code });
  });

  it('may not be written', async () => {
    mkdirSync(dataDir, { mode: 0o555 });
    const user = IS_ROOT ? NOBODY : undefined;
    const refused = spawnServer(user);
    expect(await refused.ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('data-folder-no-permission'),
    });
  });
});
