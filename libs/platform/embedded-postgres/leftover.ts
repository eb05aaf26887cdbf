import { realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { operatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { type DataFolder } from './data-folder.js';
import { isAlive, serverProcesses } from './process-identity.js';
import { type Progress } from './progress.js';
import { readPidFile } from './server.js';

const POLL_MS = 25;
/** Fast shutdown first, then immediate. */
const PATIENCE_MS = [30_000, 10_000] as const;

/**
 * Ends what a killed run left behind on this cluster: a whole server, or, when the server's first process was killed,
 * processes of it that have not noticed yet. Called only under the folder's lock, so nobody else's server is meant.
 *
 * @throws OperatorError `postgres-not-stopped`.
 */
export async function endLeftovers(folder: DataFolder, progress: Progress): Promise<void> {
  const postmaster = Number(readPidFile(folder)?.[0]) || undefined;
  const cluster = realpathSync(folder.cluster);
  const living = () => serverProcesses(cluster, postmaster);
  const first = living();
  if (first.length > 0) {
    const pid = postmaster !== undefined && first.includes(postmaster) ? postmaster : first[0];
    progress('progress-leftover', { pid: pid ?? 0 });
  }
  for (const [round, patience] of PATIENCE_MS.entries()) {
    const pids = living();
    for (const pid of postmaster !== undefined && pids.includes(postmaster) ? [postmaster] : pids)
      send(pid, round === 0 ? 'SIGINT' : 'SIGQUIT');
    for (let waited = 0; waited < patience && living().length > 0; waited += POLL_MS) await pause(POLL_MS);
  }
  const left = living()[0];
  if (left !== undefined) throw operatorError(platformMessages, 'postgres-not-stopped', { pid: left });
  // The server refuses to start when some living process has the number in its file. None of ours has it any more, and
  // no process works in the cluster, so the number was given to another program.
  if (postmaster !== undefined && hasNumber(postmaster))
    rmSync(join(folder.cluster, 'postmaster.pid'), { force: true });
}

/** A number is taken also by a dead process that nobody collected. */
function hasNumber(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return isAlive(pid);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM')
      throw operatorError(platformMessages, 'postgres-not-stopped', { pid });
  }
}
