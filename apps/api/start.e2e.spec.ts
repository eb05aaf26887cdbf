import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SpawnedProcess } from '#testing';

const API = 'apps/api/main.ts';
const OPS = 'apps/ops/main.ts';

let folder: string;
let dataDir: string;
const spawned: SpawnedProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'help-desk-start-'));
  dataDir = join(folder, 'data');
});

afterEach(async () => {
  for (const process of spawned.splice(0)) {
    process.kill('SIGTERM');
    await process.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function run(file: string, env: Readonly<Record<string, string>> = {}, ...args: string[]): SpawnedProcess {
  const process = new SpawnedProcess(file, {
    args,
    env: { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'silent', ...env },
  });
  spawned.push(process);
  return process;
}

const serverRuns = () => existsSync(join(dataDir, 'postgres', 'postmaster.pid'));

async function address(service: SpawnedProcess): Promise<string> {
  const [, url = ''] = await service.says(/answers at (http:\S+)/);
  return url;
}

describe('npm start', () => {
  it('comes up on an empty folder, stops on Ctrl-C, survives kill -9, and lets commands join', async () => {
    const first = run(API);
    expect((await fetch(`${await address(first)}/health/ready`)).status).toBe(200);
    // The terminal sends it once, npm once more.
    first.kill('SIGINT');
    first.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, output: expect.stringContaining('Stopped.') });
    expect(serverRuns()).toBe(false);

    const killed = run(API);
    await address(killed);
    killed.kill('SIGKILL');
    await killed.ended;
    expect(serverRuns()).toBe(true);

    const third = run(API);
    expect((await fetch(`${await address(third)}/health/ready`)).status).toBe(200);
    await third.says(/that an earlier run left behind/);

    expect(await run(API).ended).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^The data folder .* is in use .*\(process \d+, npm start\)/m),
    });
    expect(await run(OPS, {}, 'restore', join(folder, 'none')).ended).toMatchObject({ code: 1 });
    const backup = join(folder, 'x.backup');
    expect(await run(OPS, {}, 'backup', backup).ended).toMatchObject({
      code: 0,
      output: expect.stringContaining('Using the PostgreSQL'),
    });
    expect(existsSync(`${backup}.kek`)).toBe(true);
    expect(await run(OPS, {}, 'restore', backup).ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('The service is running'),
    });

    // Without its key the backup is of no use, so nothing is made of it; with the key the service starts on it.
    const restored = { DATA_DIR: join(folder, 'restored') };
    const key = readFileSync(`${backup}.kek`);
    rmSync(`${backup}.kek`);
    expect(await run(OPS, restored, 'restore', backup).ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('key of the vault is missing'),
    });
    writeFileSync(join(folder, 'apart.kek'), key, { mode: 0o600 });
    expect(
      await run(OPS, restored, 'restore', backup, '--key', join(folder, 'apart.kek')).ended,
    ).toMatchObject({ code: 0 });
    expect(readFileSync(join(restored.DATA_DIR, 'vault.kek'))).toEqual(key);
    // Another key than the data's is told at once and not by the first text that can't be read.
    const otherKey = { ...restored, VAULT_KEK: Buffer.alloc(32, 9).toString('base64') };
    expect(await run(API, otherKey).ended).toMatchObject({
      code: 1,
      output: expect.stringContaining('another key of the vault'),
    });
    const again = run(API, restored);
    expect((await fetch(`${await address(again)}/health/ready`)).status).toBe(200);
  }, 240_000);

  it('says in one sentence that the port is used, and leaves no server behind', async () => {
    const thief = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => thief.once('listening', resolve));
    const { port } = thief.address() as { port: number };
    const end = await run(API, { PORT: String(port), LANG: 'ru_RU.UTF-8' }).ended;
    thief.close();
    expect(end).toMatchObject({
      code: 1,
      output: expect.stringContaining(`Порт ${port} на 127.0.0.1 уже занят`),
    });
    expect(end.output).not.toMatch(/^\s+at /m);
    expect(serverRuns()).toBe(false);
  });

  it.each([
    [{ PORT: 'http' }, 2, /^The setting PORT is wrong: it has to be a port number from 0 to 65535\.\n$/],
    [{ DATABSE_URL: 'x' }, 2, /^There is no setting DATABSE_URL; did you mean DATABASE_URL\?\n$/],
    [{ HOST: '203.0.113.1', DATA_DIR: '/dev/null' }, 2, /^The data folder \/dev\/null is not a folder/],
    [{ VAULT_KEK: 'short' }, 2, /^The setting VAULT_KEK is wrong: it has to be 32 bytes in base64\.\n$/],
    [
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/x', VAULT_KEK: Buffer.alloc(32).toString('base64') },
      1,
      /^The database of DATABASE_URL does not answer: ECONNREFUSED\.\n$/,
    ],
  ])('with %j ends with one sentence', async (env, code, sentence) => {
    const end = await run(API, env).ended;
    expect(end.output).toMatch(sentence);
    expect(end.code).toBe(code);
  });
});
