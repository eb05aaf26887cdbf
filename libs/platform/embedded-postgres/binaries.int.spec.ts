import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findBinaries, installedPackage } from './binaries.js';

const NOBODY = { uid: 65_534, gid: 65_534 };
const { folder: original, version } = installedPackage();
let base: string;
let home: string;
let cache: string;

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'binaries-'));
  chmodSync(base, 0o755);
  home = join(base, 'home');
  cache = join(base, 'cache');
  mkdirSync(home, { mode: 0o700 });
  mkdirSync(cache, { mode: 0o755 });
  cpSync(original, join(home, 'package'), { recursive: true, verbatimSymlinks: true });
});
afterEach(() => rmSync(base, { recursive: true }));

const find = (user?: typeof NOBODY, steps: string[] = []) =>
  findBinaries(user, (step) => steps.push(step), { folder: join(home, 'package'), version }, cache);
const runs = (program: string) => execFileSync(program, ['--version'], { encoding: 'utf8' });

describe('the programs of PostgreSQL', () => {
  it('stay where they are for an ordinary user', () => {
    const { postgres, major } = find();
    expect(postgres).toBe(join(home, 'package', 'native', 'bin', 'postgres'));
    expect(runs(postgres)).toContain(`PostgreSQL) ${major}.`);
  });

  it('below a closed folder are copied once for the user that the server drops to', () => {
    const steps: string[] = [];
    const { postgres } = find(NOBODY, steps);
    expect(postgres.startsWith(cache)).toBe(true);
    expect(runs(postgres)).toContain('PostgreSQL');
    expect(find(NOBODY, steps).postgres).toBe(postgres);
    expect(steps).toEqual(['progress-copying']);
  });

  it('that others could have put there are not run', () => {
    const planted = join(cache, `help-desk-postgres-${version}`);
    mkdirSync(join(planted, 'bin'), { recursive: true });
    writeFileSync(join(planted, 'bin', 'postgres'), 'evil');
    chmodSync(planted, 0o777);
    expect(runs(find(NOBODY).postgres)).toContain('PostgreSQL');
  });

  it('find their libraries also where install scripts are switched off', () => {
    const link = join(home, 'package', 'native', 'lib', 'libpq.so.5');
    if (process.platform === 'linux') rmSync(link);
    expect(runs(find().postgres)).toContain('PostgreSQL');
    expect(process.platform !== 'linux' || lstatSync(link).isSymbolicLink()).toBe(true);
    expect(existsSync(join(home, 'package', 'native', 'pg-symlinks.json'))).toBe(true);
  });
});
