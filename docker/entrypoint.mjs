// Runs a program of the image: entrypoint.mjs dist/apps/api/main.js [arguments].
// Settings that are secret come as files below /run/secrets, whose names are the settings' names: an environment is
// shown by `docker inspect`, a file is not. What the environment already holds stays.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const { SECRETS_FOLDER = '/run/secrets' } = process.env;
const SETTING = /^[A-Z][A-Z0-9_]+$/;

function filesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    );
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

for (const { name, parentPath } of filesBelow(SECRETS_FOLDER))
  if (SETTING.test(name)) process.env[name] ??= readFileSync(join(parentPath, name), 'utf8').trim();

const program = resolve(process.argv[2]);
// What follows sees itself as started directly.
process.argv.splice(1, 2, program);
await import(pathToFileURL(program).href);
