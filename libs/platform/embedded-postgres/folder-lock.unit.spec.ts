import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FolderLock, lockFolder, lockHolder } from './folder-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'help-desk.lock');
const held = () => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>;

describe('the lock of a data folder', () => {
  it('tells the second who the first is, and is free after the release', () => {
    const lock = lockFolder(folder, 'npm start') as FolderLock;
    expect(lockFolder(folder, 'ops')).toMatchObject({ pid: process.pid, purpose: 'npm start' });
    expect(lockHolder(folder)).toMatchObject({ purpose: 'npm start' });
    lock.release();
    expect(lockHolder(folder)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
    expect(lockFolder(folder, 'ops')).toHaveProperty('release');
  });

  it.each([
    ['whose process is gone', () => ({ ...held(), pid: 2 ** 22 + 1 })],
    [
      'whose number was given to another process',
      () => ({ ...held(), pid: process.ppid, start: 'another boot:1' }),
    ],
    ['that is damaged', () => '{"pid":'],
    ['of another program', () => ({ pid: process.pid })],
  ])('%s is taken over', (_, forge) => {
    const before = lockFolder(folder, 'killed') as FolderLock;
    const forged = forge();
    writeFileSync(
      file(),
      typeof forged === 'string'
        ? forged
        : JSON.stringify({ ...forged, ...('id' in forged ? { id: crypto.randomUUID() } : {}) }),
    );
    expect(lockFolder(folder, 'next')).toHaveProperty('release');
    expect(held()).toMatchObject({ pid: process.pid, purpose: 'next' });
    // The old owner, if it still lives, does not free what is not its own any more.
    before.release();
    expect(held()).toMatchObject({ purpose: 'next' });
    expect(readdirSync(folder)).toEqual(['help-desk.lock']);
  });
});
