import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const HAS_PROC = existsSync('/proc/self/stat');

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // Where nobody collects orphans (a container whose first process is no init), the dead keep their number for ever.
  return stat(pid)?.state !== 'Z';
}

/**
 * When a process started, as text that differs between two processes that had the same id (Linux: boot and clock ticks
 * since it). Without it a lock left by a killed process would look held by whatever has its number now, as happens in
 * every restarted container, where we are always number 1 or so.
 *
 * @returns undefined where the system does not tell.
 */
export function startOf(pid: number): string | undefined {
  const ticks = stat(pid)?.start;
  if (ticks === undefined) return undefined;
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${ticks}`;
}

/**
 * Living processes of a server on this cluster: all of PostgreSQL's processes have its folder as their working folder.
 *
 * @param postmaster the number in postmaster.pid, all that there is to go by on a system without /proc.
 */
export function serverProcesses(cluster: string, postmaster: number | undefined): number[] {
  if (HAS_PROC)
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => pid !== process.pid && workingFolderOf(pid) === cluster && isAlive(pid));
  return postmaster !== undefined && isAlive(postmaster) && isPostgres(postmaster) ? [postmaster] : [];
}

function stat(pid: number): { state: string; start: string } | undefined {
  if (!HAS_PROC) return undefined;
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in the second field may hold spaces and parentheses; state is field 3 of the line, start time field 22.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', start: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function isPostgres(pid: number): boolean {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).includes(
      'postgres',
    );
  } catch {
    return false;
  }
}
