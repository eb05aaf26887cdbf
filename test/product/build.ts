import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Build {
  readonly folder: string;
  remove(): void;
}

/** The product as `npm start` builds it, in a folder of its own, so that no test runs what another one is building. */
export function buildProduct(): Build {
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-build-'));
  const swc = join(ROOT, 'node_modules', '.bin', 'swc');
  const args = ['apps', 'libs', '--out-dir', join(folder, 'dist'), '--copy-files', '--quiet'];
  execFileSync(swc, args, { cwd: ROOT, stdio: 'pipe' });
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
