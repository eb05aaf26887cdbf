import pg from 'pg';
import { type Secrets } from './data-folder.js';

export const OWNER_ROLE = 'help_desk_owner';
export const APP_ROLE = 'help_desk_app';
const DATABASE = 'help_desk';

export interface DatabaseUrls {
  readonly superuserUrl: string;
  /** Owns the schemas; migrations run as it. */
  readonly ownerUrl: string;
  /** Owns nothing; the application runs as it. */
  readonly appUrl: string;
}

export function databaseUrls(port: number, secrets: Secrets): DatabaseUrls {
  const url = (role: string, password: string, database = DATABASE) =>
    `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  return {
    superuserUrl: url('postgres', secrets.superuser, 'postgres'),
    ownerUrl: url(OWNER_ROLE, secrets.owner),
    appUrl: url(APP_ROLE, secrets.app),
  };
}

/** Makes roles and database where they are missing, and sets the passwords to those of the data folder. */
export async function ensureRolesAndDatabase(urls: DatabaseUrls, secrets: Secrets): Promise<void> {
  const client = new pg.Client({ connectionString: urls.superuserUrl });
  await client.connect();
  try {
    for (const [role, password] of [
      [OWNER_ROLE, secrets.owner],
      [APP_ROLE, secrets.app],
    ] as const) {
      const known = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      const verb = known.rowCount === 0 ? 'CREATE' : 'ALTER';
      await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER_ROLE}`);
    await client.query(`REVOKE ALL ON DATABASE ${DATABASE} FROM PUBLIC`);
    await client.query(`GRANT CONNECT, TEMPORARY ON DATABASE ${DATABASE} TO ${APP_ROLE}`);
  } finally {
    await client.end();
  }
}
