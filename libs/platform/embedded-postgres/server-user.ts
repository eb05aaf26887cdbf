import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whom PostgreSQL runs as when we are root: it refuses to run as root itself. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody`, on every system that has one. */
const NOBODY: ServerUser = { uid: 65_534, gid: 65_534 };

/**
 * @param dataFolder an existing cluster keeps its owner, so that data made under another account stays usable.
 * @returns undefined when we are an ordinary user: then the server is that user's too.
 */
export function serverUser(dataFolder: string, clusterFolder: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const folder of [clusterFolder, dataFolder]) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat !== undefined && stat.uid !== 0) return { uid: stat.uid, gid: stat.gid };
  }
  return NOBODY;
}

/** Whether every folder on the way may be entered by that user, judged by owner, group and mode alone. */
export function canEnter(path: string, { uid, gid }: ServerUser): boolean {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    if ((stat.mode & bit) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}
