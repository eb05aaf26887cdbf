import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { BEGINNING, type EventStore } from '#event-sourcing';
import { aStream, events, ids, Reader } from '#event-sourcing/testing';
import { testDatabase, type TestDatabase } from '#testing';
import { createPostgresEventStore, migrateEventLog } from './index.js';

const changes = [
  `UPDATE log.events SET type = 'Closed'`,
  `UPDATE log.events SET data = '{}' WHERE false`,
  'DELETE FROM log.events',
  'TRUNCATE log.events',
  'TRUNCATE log.events CASCADE',
  'DELETE FROM log.identity',
  'UPDATE log.identity SET id = gen_random_uuid()',
];

/** SQLSTATEs: a right is missing; a trigger refused. */
const NO_RIGHT = '42501';
const REFUSED = '23001';

describe('the rights on the log', () => {
  const [appRole, ownerRole] = ['app', 'owner'].map(
    (role) => `${role}_${randomBytes(4).toString('hex')}`,
  ) as [string, string];
  let database: TestDatabase;
  let superuser: pg.Client;
  let app: pg.Client;
  let owner: pg.Client;
  let store: EventStore;
  const as = (role: string) => Object.assign(new URL(database.url), { username: role, password: 'x' }).href;
  const connect = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    database = await testDatabase();
    superuser = await connect(database.url);
    await superuser.query(`CREATE ROLE ${ownerRole} LOGIN; CREATE ROLE ${appRole} LOGIN`);
    await superuser.query(
      `GRANT CREATE ON DATABASE ${new URL(database.url).pathname.slice(1)} TO ${ownerRole}`,
    );
    await migrateEventLog(as(ownerRole), { appRole });
    [app, owner] = [await connect(as(appRole)), await connect(as(ownerRole))];
    store = await createPostgresEventStore({ url: as(appRole) });
    await store.append(aStream(), 0, events(3));
  });

  afterAll(async () => {
    await store.close();
    await app.end();
    await owner.end();
    await superuser.query(`DROP OWNED BY ${appRole}, ${ownerRole}; DROP ROLE ${appRole}, ${ownerRole}`);
    await superuser.end();
    await database.drop();
  });

  it('suffice for the application to append, read and subscribe', async () => {
    const given = events(2);
    const reader = new Reader(store, { after: await store.head() });
    await store.append(aStream(), 0, given);
    expect(ids(await reader.take(2))).toEqual(ids(given));
    expect((await store.readAll({ after: BEGINNING, limit: 10 })).events).toHaveLength(5);
    await reader.stop();
  });

  it('leave nothing to the application to own', async () => {
    const { rows } = await superuser.query<{ owned: number }>(
      `SELECT count(*)::int AS owned FROM pg_class WHERE relowner = $1::regrole`,
      [appRole],
    );
    expect(rows).toEqual([{ owned: 0 }]);
  });

  it.each([
    ...changes,
    `INSERT INTO log.events SELECT 99, stream, 99, id, type, data, metadata, recorded_at FROM log.events LIMIT 1`,
    `SELECT nextval('log.positions')`,
    `SELECT setval('log.positions', 1)`,
    'ALTER TABLE log.events DISABLE TRIGGER ALL',
    'DROP TABLE log.events',
    'CREATE TABLE log.mine (x int)',
    `UPDATE log.migrations SET digest = ''`,
  ])('keep the application from: %s', async (sql) => {
    await expect(app.query(sql)).rejects.toMatchObject({ code: NO_RIGHT });
  });

  it.each(changes)('do not help the owner, whom triggers refuse: %s', async (sql) => {
    await expect(owner.query(sql)).rejects.toMatchObject({ code: REFUSED });
    await expect(superuser.query(sql)).rejects.toMatchObject({ code: REFUSED });
  });

  it('are not got round in replica mode, which skips ordinary triggers', async () => {
    await superuser.query('SET session_replication_role = replica');
    await expect(superuser.query('DELETE FROM log.events')).rejects.toMatchObject({ code: REFUSED });
    await superuser.query('RESET session_replication_role');
  });
});
