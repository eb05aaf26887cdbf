import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { InvalidKek } from './vault-errors.js';

/** The key-encryption key: wraps every subject's key and every secret, and is itself nowhere in the database. */
export interface Kek {
  /** Tells keys apart without revealing anything: the start of a digest, 16 hex digits. */
  readonly id: string;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
}

/** @throws InvalidKek unless the text is 32 bytes in base64. */
export function kekFromBase64(text: string, source = 'VAULT_KEK'): Kek {
  const bytes = Buffer.from(text.trim(), 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== text.trim()) {
    throw new InvalidKek('not-32-bytes-of-base64', source);
  }
  return {
    id: createHash('sha256').update('help-desk kek\n').update(bytes).digest('hex').slice(0, 16),
    bytes,
  };
}

/**
 * From the setting, or from a file that only its owner can read and that is made at the first start.
 *
 * @throws InvalidKek
 */
export function loadKek({ base64, file }: { readonly base64?: string; readonly file: string }): Kek {
  if (base64 !== undefined) return kekFromBase64(base64);
  try {
    return fromFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  makeFile(file);
  return fromFile(file);
}

function fromFile(file: string): Kek {
  const descriptor = openSync(file, 'r');
  try {
    if (process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0) {
      throw new InvalidKek('readable-by-others', file);
    }
    return kekFromBase64(readFileSync(descriptor, 'utf8'), file);
  } finally {
    closeSync(descriptor);
  }
}

/** Appears whole or not at all, and never replaces one that another process made meanwhile: keys may hang on that. */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(32).toString('base64')}\n`);
    fsyncSync(descriptor);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(descriptor);
    rmSync(draft, { force: true });
  }
}
