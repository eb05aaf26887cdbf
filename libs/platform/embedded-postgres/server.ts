import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { operatorError, type OperatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { type ClusterTools, lastLine, toolEnvironment } from './cluster.js';
import { clusterPath } from './cluster-path.js';
import { type DataFolder } from './data-folder.js';
import { serverArguments } from './server-settings.js';

const POLL_MS = 25;
const FAST_STOP_MS = 30_000;
const LARGEST_LOG = 10 * 1024 * 1024;

/** A server that is our child. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it takes connections; crash recovery may take its time.
 *
 * @throws OperatorError that says why it ended instead.
 */
export async function startServer(tools: ClusterTools, port: number): Promise<ServerProcess> {
  const { folder, binaries, user } = tools;
  const path = clusterPath(folder.cluster, user);
  const log = openLog(folder);
  // A session of its own: Ctrl-C goes to the whole group of the terminal, and the database has to outlive our last
  // request. The log is a file, so that the server can go on writing when we are killed.
  const child = spawn(binaries.postgres, ['-D', path.argument, ...serverArguments(port)], {
    ...user,
    cwd: '/',
    env: toolEnvironment(),
    detached: true,
    stdio: ['ignore', log.file, log.file, ...path.inherit],
  });
  closeSync(log.file);
  path.close();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  await ready(child, ended, folder, log.start);
  return { pid: child.pid ?? 0, ended, stop: () => stop(child, ended) };
}

async function ready(child: ChildProcess, ended: Promise<void>, folder: DataFolder, logStart: number) {
  let over = false;
  void ended.then(() => (over = true));
  while (!isReady(folder, child.pid)) {
    if (over) throw explain(folder, logStart);
    await Promise.race([ended, pause(POLL_MS)]);
  }
}

function isReady(folder: DataFolder, pid: number | undefined): boolean {
  const lines = readPidFile(folder);
  return lines !== undefined && Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/** The lines of postmaster.pid: process id, folder, start, port, socket, address, shared memory, state. */
export function readPidFile(folder: DataFolder): readonly string[] | undefined {
  try {
    return readFileSync(join(folder.cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  // Fast shutdown: running transactions are rolled back, a checkpoint is written. Then immediate: recovery at the next start.
  child.kill('SIGINT');
  const late = new AbortController();
  const impatient = pause(FAST_STOP_MS, undefined, { signal: late.signal }).then(
    () => child.kill('SIGQUIT'),
    () => undefined,
  );
  await ended;
  late.abort();
  await impatient;
}

function openLog(folder: DataFolder): { file: number; start: number } {
  const size = statSync(folder.log, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG) renameSync(folder.log, `${folder.log}.1`);
  return { file: openSync(folder.log, 'a', 0o600), start: size > LARGEST_LOG ? 0 : size };
}

function explain(folder: DataFolder, logStart: number): OperatorError {
  const said = readFileSync(folder.log).subarray(logStart).toString();
  const at = { folder: folder.path };
  if (/No space left on device/.test(said)) return operatorError(platformMessages, 'disk-full', at);
  if (
    /PANIC|required WAL directory|invalid checkpoint|checkpoint record|pg_control|could not open file "(global|base|pg_)|incorrect checksum/.test(
      said,
    )
  )
    return operatorError(platformMessages, 'data-folder-broken', { ...at, what: lastLine(said) });
  if (/Permission denied/.test(said)) return operatorError(platformMessages, 'data-folder-no-permission', at);
  return operatorError(platformMessages, 'postgres-did-not-start', {
    reason: lastLine(said),
    log: folder.log,
  });
}
