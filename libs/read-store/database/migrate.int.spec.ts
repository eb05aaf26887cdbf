import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '#testing';
import pg from 'pg';
import { migrateReadStore } from '../index.js';

describe('the migration of the read store', () => {
  let database: TestDatabase;
  let admin: pg.Client;
  let role: string;
  beforeEach(async () => {
    database = await testDatabase();
    role = `Role of ${new URL(database.url).pathname.slice(1)}`;
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`CREATE ROLE "${role}" LOGIN`);
  });
  afterEach(async () => {
    await admin.query(`DROP OWNED BY "${role}"`);
    await admin.query(`DROP ROLE "${role}"`);
    await admin.end();
    await database.drop();
  });

  it('may be run by several processes at once, and again', async () => {
    await Promise.all([1, 2, 3].map(() => migrateReadStore(database.url, { appRole: role })));
    await migrateReadStore(database.url, { appRole: role });
    const { rows } = await admin.query('SELECT count(*)::int AS n FROM read.migrations');
    expect(rows).toEqual([{ n: 1 }]);
  });

  it('refuses a database that a newer program has migrated', async () => {
    await migrateReadStore(database.url, { appRole: role });
    await admin.query(
      `INSERT INTO read.migrations ("timestamp", name) VALUES (9999999999999, 'Later9999999999999')`,
    );
    await expect(migrateReadStore(database.url, { appRole: role })).rejects.toMatchObject({
      code: 'read-store-too-new',
      migration: 'Later9999999999999',
    });
  });

  it('gives the application what it needs and no more: it owns no control table and can not change the source', async () => {
    await migrateReadStore(database.url, { appRole: role });
    await admin.query(`SET ROLE "${role}"`);
    await admin.query(`CREATE TABLE read.mine_v1 (a text)`);
    await admin.query(`INSERT INTO read.source (log_id) VALUES ('x')`);
    for (const forbidden of [
      `UPDATE read.source SET log_id = 'y'`,
      `DELETE FROM read.source`,
      `TRUNCATE read.projections`,
      `DROP TABLE read.leases`,
      `ALTER TABLE read.projections ADD COLUMN x int`,
      `DELETE FROM read.migrations`,
      `CREATE SCHEMA another`,
    ]) {
      await expect(admin.query(forbidden)).rejects.toMatchObject({ code: '42501' });
    }
    await admin.query('RESET ROLE');
  });
});
