import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { isAlive, startOf } from './process-identity.js';

const holderSchema = z.object({
  id: z.uuid(),
  pid: z.int().positive(),
  start: z.string().optional(),
  /** What the holder runs, e.g. `npm start`; shown to whoever is refused. */
  purpose: z.string(),
});

export type LockHolder = z.output<typeof holderSchema>;

export interface FolderLock {
  readonly release: () => void;
}

const LOCK = 'help-desk.lock';

/**
 * One process at a time owns a data folder. A lock whose holder is dead is taken over, since `kill -9` leaves it behind.
 *
 * @returns the lock, or who holds it.
 */
export function lockFolder(folder: string, purpose: string): FolderLock | LockHolder {
  const path = join(folder, LOCK);
  const start = startOf(process.pid);
  const mine: LockHolder = {
    id: randomUUID(),
    pid: process.pid,
    ...(start === undefined ? {} : { start }),
    purpose,
  };
  for (;;) {
    if (create(path, mine)) return { release: () => release(path, mine) };
    const holder = readHolder(path);
    if (holder !== undefined && isHeld(holder)) return holder;
    if (holder === undefined) continue;
    removeStale(path, holder);
  }
}

/** @returns the living holder of a folder's lock. */
export function lockHolder(folder: string): LockHolder | undefined {
  const holder = readHolder(join(folder, LOCK));
  return holder !== undefined && isHeld(holder) ? holder : undefined;
}

/** A complete file appears in one step (link), so nobody reads half a lock; and it fails when one is there. */
function create(path: string, holder: LockHolder): boolean {
  const draft = `${path}.${holder.id}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o644 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two may find the same stale lock; the slower one would move away the quicker one's new lock, so it puts it back. */
function removeStale(path: string, stale: LockHolder): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    if (readHolder(aside)?.id !== stale.id) linkSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(path: string, mine: LockHolder): void {
  if (readHolder(path)?.id === mine.id) rmSync(path, { force: true });
}

function isHeld(holder: LockHolder): boolean {
  if (!isAlive(holder.pid)) return false;
  const start = startOf(holder.pid);
  return start === undefined || holder.start === undefined || start === holder.start;
}

/** A damaged lock file names nobody, so nobody can be protected by it: it counts as stale. */
function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = holderSchema.safeParse(safeJson(text));
  return parsed.success
    ? parsed.data
    : { id: '00000000-0000-0000-0000-000000000000', pid: 2 ** 31 - 1, purpose: '' };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
