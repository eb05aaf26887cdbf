import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { testDatabase } from '#testing';
import { Terminal } from '../../composition/terminal.js';
import { OpsContext } from '../cli/ops-context.js';
import { runOps } from '../cli/program.js';

/** A help desk on a database of its own with both roles, for tests of commands; nothing runs on it. */
export interface Installation {
  readonly env: Readonly<Record<string, string>>;
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly folder: string;
  /** Runs one command. */
  ops(...args: string[]): Promise<{ exitCode: number; out: string; err: string }>;
  drop(): Promise<void>;
}

export async function installation(kek: Uint8Array): Promise<Installation> {
  const database = await testDatabase();
  const suffix = randomBytes(4).toString('hex');
  const [owner, app] = [`owner_${suffix}`, `app_${suffix}`];
  const url = (role: string) => {
    const address = new URL(database.url);
    address.username = role;
    return address.href;
  };
  await administer(database.url, [
    `CREATE ROLE ${owner} LOGIN`,
    `CREATE ROLE ${app} LOGIN`,
    `ALTER DATABASE ${new URL(database.url).pathname.slice(1)} OWNER TO ${owner}`,
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'help-desk-ops-'));
  const env = {
    DATABASE_URL: url(app),
    DATABASE_ADMIN_URL: url(owner),
    VAULT_KEK: Buffer.from(kek).toString('base64'),
    DATA_DIR: join(folder, 'data'),
  };
  return {
    env,
    appUrl: env.DATABASE_URL,
    ownerUrl: env.DATABASE_ADMIN_URL,
    folder,
    ops: (...args) => runCommand(env, args),
    drop: async () => {
      rmSync(folder, { recursive: true, force: true });
      await administer(database.url, [`DROP OWNED BY ${owner}, ${app} CASCADE`]);
      await database.drop();
      const server = new URL(database.url);
      server.pathname = '/postgres';
      await administer(server.href, [`DROP ROLE ${owner}`, `DROP ROLE ${app}`]);
    },
  };
}

export async function runCommand(env: Readonly<Record<string, string>>, args: readonly string[]) {
  const said = { out: '', err: '' };
  const terminal = new Terminal(
    'en',
    { write: (text) => (said.out += text) },
    { write: (text) => (said.err += text) },
  );
  const context = new OpsContext(env, terminal);
  await runOps(args, context);
  return { exitCode: context.exitCode, ...said };
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
