import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { operatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { type Binaries } from './binaries.js';
import { clusterPath } from './cluster-path.js';
import { type DataFolder } from './data-folder.js';
import { type Progress } from './progress.js';
import { type ServerUser } from './server-user.js';

export interface ClusterTools {
  readonly folder: DataFolder;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  readonly progress: Progress;
}

/** Only over TCP from this machine, only with a password. */
const ACCESS = 'host all all 127.0.0.1/32 scram-sha-256\n';

/**
 * Makes the cluster where there is none, else checks that this PostgreSQL can run it.
 *
 * A new cluster is made beside and renamed at the end: a start killed in between leaves none instead of half of one.
 */
export async function prepareCluster(tools: ClusterTools): Promise<void> {
  const { folder, binaries } = tools;
  if (!existsSync(folder.cluster)) return makeCluster(tools);
  const major = clusterMajor(folder);
  if (major !== binaries.major)
    throw operatorError(platformMessages, 'postgres-other-major', {
      folder: folder.path,
      found: major,
      bundled: binaries.major,
    });
}

/** @throws OperatorError `data-folder-broken` when the cluster does not even tell its version. */
function clusterMajor(folder: DataFolder): number {
  try {
    const major = Number.parseInt(readFileSync(join(folder.cluster, 'PG_VERSION'), 'utf8'), 10);
    if (Number.isInteger(major) && existsSync(join(folder.cluster, 'global', 'pg_control'))) return major;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES')
      throw operatorError(platformMessages, 'data-folder-no-permission', { folder: folder.path });
  }
  throw operatorError(platformMessages, 'data-folder-broken', { folder: folder.path, what: 'postgres' });
}

async function makeCluster(tools: ClusterTools): Promise<void> {
  const { folder, binaries, user, progress } = tools;
  const draft = `${folder.cluster}.new`;
  progress('progress-first-start', { folder: folder.path });
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  chmodSync(draft, 0o700);
  if (user !== undefined) chownSync(draft, user.uid, user.gid);
  const path = clusterPath(draft, user);
  const result = await runTool(
    binaries.initdb,
    [
      ...['-D', path.argument, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'],
      ...['--locale-provider=builtin', '--locale=C.UTF-8', '--no-instructions'],
    ],
    { user, inherit: path.inherit, input: '' },
    (line) => {
      if (line.endsWith('... ok') || line.includes(' ... '))
        progress('progress-initdb', { version: binaries.version, step: line.replace(/ \.\.\. .*$/, '') });
    },
  );
  path.close();
  if (result.status !== 0) {
    rmSync(draft, { recursive: true, force: true });
    const full = /No space left/.test(result.output);
    if (full) throw operatorError(platformMessages, 'disk-full', { folder: folder.path });
    const reason = lastLine(result.output);
    throw operatorError(platformMessages, 'postgres-init-failed', { folder: folder.path, reason });
  }
  writeFileSync(join(draft, 'pg_hba.conf'), ACCESS);
  renameSync(draft, folder.cluster);
}

/** Sets the superuser's password without one, in single-user mode: nobody can connect meanwhile. */
export async function setSuperuserPassword(tools: ClusterTools, password: string): Promise<void> {
  const { folder, binaries, user } = tools;
  const path = clusterPath(folder.cluster, user);
  const result = await runTool(
    binaries.postgres,
    ['--single', '-D', path.argument, '-c', 'exit_on_error=on', '-c', 'log_statement=none', 'postgres'],
    { user, inherit: path.inherit, input: `ALTER ROLE postgres PASSWORD '${password}'\n` },
  );
  path.close();
  if (result.status !== 0)
    throw operatorError(platformMessages, 'postgres-did-not-start', {
      reason: lastLine(result.output),
      log: folder.log,
    });
}

function runTool(
  program: string,
  args: readonly string[],
  how: { user: ServerUser | undefined; inherit: readonly number[]; input: string },
  onLine: (line: string) => void = () => undefined,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...how.user,
      cwd: '/',
      env: toolEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe', ...how.inherit],
    });
    let output = '';
    let line = '';
    const take = (chunk: Buffer) => {
      output += chunk.toString();
      const lines = (line + chunk.toString()).split('\n');
      line = lines.pop() ?? '';
      lines.forEach(onLine);
    };
    child.stdout?.on('data', take);
    child.stderr?.on('data', take);
    // A tool that ends before it reads its input breaks the pipe; its exit status tells more.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(how.input);
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

/** Ours may hold PGDATA, PGPORT and secrets; the server needs none of it. */
export function toolEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

export function lastLine(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.filter((line) => /FATAL|PANIC|error/.test(line)).at(-1) ?? lines.at(-1) ?? '?';
  return telling.replace(/^.*?(FATAL|PANIC): {2}/, '');
}
