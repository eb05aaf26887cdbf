import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface ProductDatabase {
  /** DATABASE_URL, DATABASE_ADMIN_URL and VAULT_KEK for the product. */
  readonly env: Readonly<Record<string, string>>;
  dropRole(): Promise<void>;
}

/** A role for the application in a database that a test made: one that owns nothing, as the product demands. */
export async function productDatabase(adminUrl: string): Promise<ProductDatabase> {
  const role = `app_${randomBytes(6).toString('hex')}`;
  await run(adminUrl, `CREATE ROLE ${role} LOGIN PASSWORD '${role}'`);
  const url = new URL(adminUrl);
  url.username = role;
  url.password = role;
  return {
    env: {
      DATABASE_URL: url.href,
      DATABASE_ADMIN_URL: adminUrl,
      VAULT_KEK: randomBytes(32).toString('base64'),
    },
    dropRole: () => run(adminUrl, `DROP OWNED BY ${role} CASCADE`, `DROP ROLE ${role}`),
  };
}

async function run(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}
