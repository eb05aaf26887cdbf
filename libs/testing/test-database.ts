import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  /** As superuser and owner of the database. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A database of its own on the run's PostgreSQL (see test/support/global-setup.ts). */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (server === undefined) throw new Error('no test PostgreSQL: run through `npm test`');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await once(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => once(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
