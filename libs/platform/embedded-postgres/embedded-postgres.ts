import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { operatorError, type OperatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { findBinaries } from './binaries.js';
import { type ClusterTools, prepareCluster, setSuperuserPassword } from './cluster.js';
import {
  asOperatorError,
  DATA_FORMAT,
  type DataFolder,
  hasSecrets,
  openDataFolder,
  readManifest,
  readOrMakeSecrets,
  writeManifest,
} from './data-folder.js';
import { lockFolder, lockHolder, type FolderLock, type LockHolder } from './folder-lock.js';
import { endLeftovers } from './leftover.js';
import { freePort, isFree } from './ports.js';
import { type Progress } from './progress.js';
import { databaseUrls, type DatabaseUrls, ensureRolesAndDatabase } from './roles.js';
import { startServer } from './server.js';
import { serverUser } from './server-user.js';
import { supervise } from './supervisor.js';

const JOIN_POLL_MS = 100;
/** A first start on a slow disk takes its time. */
const JOIN_PATIENCE_MS = 60_000;

export interface EmbeddedPostgresOptions {
  /** Absolute path; made when missing. */
  readonly dataDir: string;
  /** What this process is, as the next one is told that finds the folder in use, e.g. `npm start`. */
  readonly purpose: string;
  readonly onProgress?: Progress;
}

export interface EmbeddedPostgres extends DatabaseUrls {
  /** True: another process runs the server, and `stop` leaves it alone. */
  readonly joined: boolean;
  /** Fast shutdown: resolves when the server is gone and the folder free. */
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL on a data folder of our own; makes the folder at the first start, ends what a killed run left, and
 * starts the server again when it dies.
 *
 * @throws OperatorError with one clear sentence: folder in use, damaged, newer, no rights, no space …
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = openDataFolder(options.dataDir);
  const lock = takeLock(folder, options.purpose);
  if (!('release' in lock)) throw inUse(folder, lock);
  try {
    return await startLocked(folder, lock, options.onProgress ?? (() => undefined));
  } catch (error) {
    lock.release();
    throw asOperatorError(folder.path, error);
  }
}

/** For commands beside a running service: uses the server of the folder's holder, or starts one for the time being. */
export async function joinOrStartEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const folder = openDataFolder(options.dataDir);
  for (let waited = 0; ; waited += JOIN_POLL_MS) {
    const holder = lockHolder(folder.path);
    if (holder === undefined) return startEmbeddedPostgres(options);
    if (waited > JOIN_PATIENCE_MS) throw inUse(folder, holder);
    const urls = await joinUrls(folder);
    if (urls !== undefined) {
      options.onProgress?.('progress-joined', { pid: holder.pid });
      return { ...urls, joined: true, stop: () => Promise.resolve() };
    }
    // The holder is still starting, or just ending; both pass.
    await pause(JOIN_POLL_MS);
  }
}

function inUse(folder: DataFolder, { pid, purpose }: LockHolder): OperatorError {
  return operatorError(platformMessages, 'data-folder-in-use', { folder: folder.path, pid, purpose });
}

function takeLock(folder: DataFolder, purpose: string): FolderLock | LockHolder {
  try {
    return lockFolder(folder.path, purpose);
  } catch (error) {
    throw asOperatorError(folder.path, error);
  }
}

async function startLocked(
  folder: DataFolder,
  lock: FolderLock,
  progress: Progress,
): Promise<EmbeddedPostgres> {
  const known = readManifest(folder);
  const user = serverUser(folder.path, folder.cluster);
  const tools: ClusterTools = { folder, user, progress, binaries: findBinaries(user, progress) };
  await prepareCluster(tools);
  await endLeftovers(folder, progress);
  const port = await choosePort(known?.port, progress);
  writeManifest(folder, { format: DATA_FORMAT, port });
  const fresh = !hasSecrets(folder);
  const secrets = readOrMakeSecrets(folder);
  if (fresh) await setSuperuserPassword(tools, secrets.superuser);
  const version = tools.binaries.version;
  progress('progress-starting', { version, port });
  const first = await startServer(tools, port);
  const restart = async () => {
    await endLeftovers(folder, () => undefined);
    return startServer(tools, port);
  };
  const server = supervise(first, restart, progress);
  // An exit on any other way than `stop` (an uncaught exception, process.exit) takes the server along as well.
  process.once('exit', server.abandon);
  const stop = async () => {
    await server.stop();
    process.off('exit', server.abandon);
    lock.release();
  };
  const urls = databaseUrls(port, secrets);
  try {
    await ensureRolesAndDatabase(urls, secrets);
  } catch (error) {
    await stop();
    throw error;
  }
  progress('progress-ready');
  return { ...urls, joined: false, stop };
}

async function choosePort(kept: number | undefined, progress: Progress): Promise<number> {
  if (kept !== undefined && (await isFree(kept))) return kept;
  const port = await freePort();
  if (kept !== undefined) progress('progress-port-changed', { from: kept, to: port });
  return port;
}

/** @returns undefined while the holder's server does not take connections. */
async function joinUrls(folder: DataFolder): Promise<DatabaseUrls | undefined> {
  const manifest = readManifest(folder);
  if (manifest === undefined || !hasSecrets(folder)) return undefined;
  const urls = databaseUrls(manifest.port, readOrMakeSecrets(folder));
  const client = new pg.Client({ connectionString: urls.ownerUrl });
  try {
    await client.connect();
    return urls;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
