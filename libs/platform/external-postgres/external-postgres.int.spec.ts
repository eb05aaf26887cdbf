import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '#testing';
import { checkExternalPostgres } from './external-postgres.js';

const role = `app_${randomBytes(4).toString('hex')}`;
let database: TestDatabase;
let other: TestDatabase;

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

const as = (user: string, { url }: TestDatabase = database) => {
  const address = new URL(url);
  address.username = user;
  return address.href;
};

beforeAll(async () => {
  [database, other] = [await testDatabase(), await testDatabase()];
  await administer(`CREATE ROLE ${role} LOGIN`);
});
afterAll(async () => {
  await administer(`DROP ROLE ${role}`);
  await database.drop();
  await other.drop();
});

describe('a PostgreSQL of the operator’s', () => {
  it('is taken with an ordinary role, and an owner beside it', async () => {
    const urls = { DATABASE_URL: as(role), DATABASE_ADMIN_URL: database.url };
    expect(await checkExternalPostgres(urls)).toEqual({
      appUrl: as(role),
      appRole: role,
      ownerUrl: database.url,
    });
    expect(await checkExternalPostgres({ DATABASE_URL: as(role) })).not.toHaveProperty('ownerUrl');
  });

  it.each<[string, () => { DATABASE_URL: string; DATABASE_ADMIN_URL?: string }, string]>([
    ['the application is a superuser', () => ({ DATABASE_URL: database.url }), 'database-superuser'],
    [
      'both are one role',
      () => ({ DATABASE_URL: as(role), DATABASE_ADMIN_URL: as(role) }),
      'database-same-role',
    ],
    [
      'the databases differ',
      () => ({ DATABASE_URL: as(role), DATABASE_ADMIN_URL: other.url }),
      'database-other-database',
    ],
    ['there is no such role', () => ({ DATABASE_URL: as('nobody_knows') }), 'database-unreachable'],
    [
      'nobody answers',
      () => ({ DATABASE_URL: 'postgres://secret:word@127.0.0.1:1/x' }),
      'database-unreachable',
    ],
  ])('is refused when %s', async (_, urls, code) => {
    const refused = expect(checkExternalPostgres(urls())).rejects;
    await refused.toMatchObject({ code });
    await refused.not.toMatchObject({ message: expect.stringContaining('word') });
  });
});
