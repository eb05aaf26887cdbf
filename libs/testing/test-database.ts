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
  return { url: url.href, drop: () => dropDatabase(server, name) };
}

const GOODBYES = 50;
const BETWEEN_MS = 10;

/**
 * A pool says that it has ended before its sockets have: a backend killed in between sends an error that nobody listens to,
 * and that fails whichever test runs then. So those who are leaving may leave first; who stays is thrown out.
 */
async function dropDatabase(server: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    for (let looks = 0; looks < GOODBYES; looks += 1) {
      const { rowCount } = await client.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name]);
      if (rowCount === 0) break;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
    await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
  } finally {
    await client.end();
  }
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
