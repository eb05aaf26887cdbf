import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { operatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { writeDurably } from './write-durably.js';

/** Layout of the data folder; raised when an older program could not use it any more. */
export const DATA_FORMAT = 1;

const manifestSchema = z.object({
  format: z.int().positive(),
  /** Chosen at the first start and kept, so that tools of the operator find the server again. */
  port: z.int().min(1).max(65_535),
});
export type Manifest = z.output<typeof manifestSchema>;

const secretsSchema = z.object({
  superuser: z.string().min(20),
  owner: z.string().min(20),
  app: z.string().min(20),
});
export type Secrets = z.output<typeof secretsSchema>;

export interface DataFolder {
  readonly path: string;
  readonly cluster: string;
  readonly log: string;
}

const MANIFEST = 'help-desk.json';
const SECRETS = 'postgres-passwords.json';

/**
 * Makes sure that the folder is there and ours to use.
 *
 * @throws OperatorError: no folder, no rights, somebody else's files.
 */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    if (!statSync(path).isDirectory()) throw notAFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw asOperatorError(path, error);
  }
  const foreign = !existsSync(join(path, MANIFEST)) && readdirSync(path).some((name) => !isOurs(name));
  if (foreign)
    throw operatorError(platformMessages, 'data-folder-foreign', { folder: path }, { exitCode: 2 });
  return { path, cluster: join(path, 'postgres'), log: join(path, 'postgres.log') };
}

/** What a first start that was killed before its manifest may have left, and keys that were put there beforehand. */
function isOurs(name: string): boolean {
  return /^(help-desk\.|postgres|token-signing-key|\.|.*\.kek$)/.test(name);
}

/** @returns undefined in a new folder. */
export function readManifest({ path }: DataFolder): Manifest | undefined {
  const manifest = readJson(path, MANIFEST, z.looseObject({ format: z.int().positive() }));
  if (manifest === undefined) return undefined;
  const { format } = manifest;
  if (format > DATA_FORMAT)
    throw operatorError(platformMessages, 'data-folder-newer', {
      folder: path,
      found: format,
      known: DATA_FORMAT,
    });
  return readJson(path, MANIFEST, manifestSchema);
}

export function writeManifest({ path }: DataFolder, manifest: Manifest): void {
  writeDurably(join(path, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, 0o644);
}

/** Passwords of the three roles, readable by the operator's user only; made anew where they are missing. */
export function readOrMakeSecrets({ path }: DataFolder): Secrets {
  const known = readJson(path, SECRETS, secretsSchema);
  if (known !== undefined) return known;
  const password = () => randomBytes(24).toString('base64url');
  const secrets = { superuser: password(), owner: password(), app: password() };
  writeDurably(join(path, SECRETS), `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
  return secrets;
}

export function hasSecrets({ path }: DataFolder): boolean {
  return existsSync(join(path, SECRETS));
}

function readJson<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): z.output<Schema> | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asOperatorError(folder, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw operatorError(platformMessages, 'data-folder-broken', { folder, what: name }, { cause });
  }
}

function notAFolder(folder: string) {
  return operatorError(platformMessages, 'data-folder-not-a-folder', { folder }, { exitCode: 2 });
}

/** Turns what the file system says into what the operator can do about it. */
export function asOperatorError(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return operatorError(platformMessages, 'data-folder-no-permission', { folder }, { cause: error });
  if (code === 'EEXIST' || code === 'ENOTDIR') return notAFolder(folder);
  if (code === 'ENOSPC') return operatorError(platformMessages, 'disk-full', { folder }, { cause: error });
  return error;
}
