import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PROJECT } from './compose-file.js';

const SCRIPT = fileURLToPath(new URL('docker/make-secrets.sh', PROJECT));

export function makeSecrets(folder: string, ...args: readonly string[]): string {
  return execFileSync('sh', [SCRIPT, folder, ...args], { encoding: 'utf8' });
}

/** Paths of all files and folders that the script makes for a cluster, relative to its folder. */
export function filesOfMakeSecrets(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-secrets-'));
  try {
    makeSecrets(folder, 'cluster');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
