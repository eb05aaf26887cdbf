import { chmodSync, copyFileSync, existsSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operatorError, type Settings } from '#platform';
import { type Kek, kekFromBase64 } from '#vault';
import { backupMessages } from './backup-messages.js';

/** Where the vault's key lies when it is no setting; the name is the one that the applications open. */
export function vaultKeyFile({ DATA_DIR }: Settings): string {
  return join(DATA_DIR, 'vault.kek');
}

/** @returns the file written, or undefined when the key is a setting or was never made. */
export function copyKeyBeside(backup: string, settings: Settings): string | undefined {
  const source = vaultKeyFile(settings);
  if (settings.VAULT_KEK !== undefined || !existsSync(source)) return undefined;
  const target = `${backup}.kek`;
  copyFileSync(source, target, constants.COPYFILE_EXCL);
  chmodSync(target, 0o600);
  return target;
}

/**
 * Puts the key of a backup in its place, once it is sure that it fits.
 *
 * @param keks ids that the backup's rows are wrapped under; none: any key will do, also one that is made later.
 * @throws OperatorError `backup-key-missing` or `backup-key-wrong`.
 */
export function installKey(
  settings: Settings,
  keks: readonly string[],
  backup: string,
  named: string | undefined,
): void {
  const target = vaultKeyFile(settings);
  const given = named ?? `${backup}.kek`;
  const source =
    settings.VAULT_KEK === undefined
      ? [named, target, given].find((f) => f !== undefined && existsSync(f))
      : undefined;
  if (settings.VAULT_KEK === undefined && source === undefined) {
    if (keks.length === 0) return;
    throw operatorError(backupMessages, 'backup-key-missing', { file: `${backup}.kek` });
  }
  const kek = keyOf(settings.VAULT_KEK ?? readFileSync(source ?? given, 'utf8'));
  if (kek === undefined || keks.some((id) => id !== kek.id))
    throw operatorError(backupMessages, 'backup-key-wrong');
  if (source === undefined || source === target) return;
  copyFileSync(source, target, constants.COPYFILE_EXCL);
  chmodSync(target, 0o600);
}

function keyOf(base64: string): Kek | undefined {
  try {
    return kekFromBase64(base64);
  } catch {
    return undefined;
  }
}
