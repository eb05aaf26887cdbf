import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SpawnedProcess, testDatabase, type TestDatabase } from '#testing';
import { type Build, buildProduct } from '../product/build.js';
import { productDatabase, type ProductDatabase } from '../product/database.js';

const NOBODY = { uid: 65534, gid: 65534 };
const KEK = Buffer.alloc(32, 1).toString('base64');
const IN = { ru: 'ru_RU.UTF-8', en: 'en_GB.UTF-8' } as const;

let build: Build;
let folder: string;
let dataDir: string;
const spawned: SpawnedProcess[] = [];

beforeAll(() => {
  build = buildProduct();
  chmodSync(build.folder, 0o755);
});
afterAll(() => build?.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'help-desk-bad-start-'));
  chmodSync(folder, 0o755);
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  // One that started after all must not outlive its test.
  for (const process of spawned.splice(0)) {
    process.kill('SIGTERM');
    await process.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

type Language = keyof typeof IN;

async function start(language: Language, env: Readonly<Record<string, string>> = {}, user?: typeof NOBODY) {
  const process = new SpawnedProcess('dist/apps/api/main.js', {
    build: build.folder,
    env: { PORT: '0', DATA_DIR: dataDir, LANG: IN[language], ...env },
    user,
  });
  spawned.push(process);
  const { code, output } = await process.ended;
  return { code, lines: output.trimEnd().split('\n') };
}

/** One sentence in each language, and nothing is started. */
async function expectRefusal(
  sentences: Readonly<Record<Language, RegExp>>,
  code: number,
  env: Readonly<Record<string, string>> = {},
  user?: typeof NOBODY,
): Promise<void> {
  for (const language of ['ru', 'en'] as const)
    expect(await start(language, env, user)).toEqual({
      code,
      lines: [expect.stringMatching(sentences[language])],
    });
}

function fill(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(dataDir, name, '..'), { recursive: true });
    writeFileSync(join(dataDir, name), text);
  }
}

const MANIFEST = JSON.stringify({ format: 1, port: 1 });

describe('a start that can not be is refused in one sentence', () => {
  it.each<[string, Record<string, string>, Record<Language, RegExp>, number]>([
    ['half a manifest', { 'help-desk.json': '{"format":' }, { ru: /повреждена/, en: /is damaged/ }, 1],
    [
      'a cluster without its control file',
      { 'help-desk.json': MANIFEST, 'postgres/PG_VERSION': '18\n' },
      { ru: /повреждена/, en: /is damaged/ },
      1,
    ],
    [
      'data of another PostgreSQL',
      { 'help-desk.json': MANIFEST, 'postgres/PG_VERSION': '17\n', 'postgres/global/pg_control': 'x' },
      {
        ru: /данные PostgreSQL 17, а эта версия содержит PostgreSQL 18/,
        en: /data of PostgreSQL 17, this version/,
      },
      1,
    ],
    [
      'data of a newer version',
      { 'help-desk.json': '{"format":99}' },
      { ru: /записала более новая версия/, en: /written by a newer version/ },
      1,
    ],
    [
      'files of somebody else',
      { 'thesis.doc': '' },
      { ru: /файлы, не относящиеся к службе/, en: /files that are not a help desk/ },
      2,
    ],
  ])('over a data folder with %s', async (_, files, sentences, code) => {
    fill(files);
    await expectRefusal(sentences, code);
  });

  it.each([0o555, 0o000])('over a data folder of mode %o', async (mode) => {
    mkdirSync(dataDir, { mode });
    const sentences = { ru: /Этому пользователю нельзя/, en: /can't be read and written by this user/ };
    await expectRefusal(sentences, 1, {}, userInfo().uid === 0 ? NOBODY : undefined);
  });

  it.each<[Record<string, string>, Record<Language, RegExp>]>([
    [{ PORT: '70000' }, { ru: /^Настройка PORT неверна/, en: /^The setting PORT is wrong/ }],
    [{ HELP_DESK_COLOUR: '1' }, { ru: /Настройки HELP_DESK_COLOUR нет/, en: /no setting HELP_DESK_COLOUR/ }],
    [{ DATABASE_URL: 'postgres://a@127.0.0.1:1/x' }, { ru: /VAULT_KEK/, en: /VAULT_KEK/ }],
    [{ JWKS_URL: 'https://id.example.org/jwks' }, { ru: /JWT_ISSUER/, en: /JWT_ISSUER/ }],
  ])('with the settings %j', async (env, sentences) => {
    await expectRefusal(sentences, 2, env);
  });
});

describe('over a database of the operator', () => {
  let database: TestDatabase;
  let roles: ProductDatabase;
  let thief: Server;

  beforeAll(async () => {
    database = await testDatabase();
    roles = await productDatabase(database.url);
    thief = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => thief.once('listening', resolve));
  });
  afterAll(async () => {
    thief.close();
    await roles.dropRole();
    await database.drop();
  });

  it('a role that could change the log is refused', async () => {
    const env = { DATABASE_URL: database.url, VAULT_KEK: KEK };
    await expectRefusal({ ru: /суперпользователь/, en: /superuser/ }, 1, env);
  });

  it('a password that is wrong is not repeated', async () => {
    const url = new URL(roles.env.DATABASE_URL ?? '');
    url.username = 'nobody_of_this_name';
    url.password = 'Swordfish17';
    const { code, lines } = await start('en', { DATABASE_URL: url.href, VAULT_KEK: KEK });
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/DATABASE_URL does not answer/)],
    });
    expect(lines[0]).not.toContain('Swordfish17');
  });

  it('a database without tables, and without the right to make them, is refused', async () => {
    const { DATABASE_ADMIN_URL: _, ...env } = roles.env;
    await expectRefusal({ ru: /нет таблиц службы/, en: /has no tables/ }, 1, env);
  });

  it('a used port is named, in both languages', async () => {
    const { port } = thief.address() as { port: number };
    const env = { ...roles.env, PORT: String(port), LOG_LEVEL: 'silent' };
    await expectRefusal(
      { ru: new RegExp(`^Порт ${port} на 127`), en: new RegExp(`Port ${port} on 127`) },
      1,
      env,
    );
  });
});
