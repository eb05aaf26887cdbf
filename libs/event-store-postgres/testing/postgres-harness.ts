import pg from 'pg';
import { BEGINNING, encodeAppend, type EventStore } from '#event-sourcing';
import { type HeldWriter, type ServerHarness, type ServerHooks } from '#event-sourcing/testing';
import { testDatabase } from '#testing';
import { pendingAppend } from '../append/pending-append.js';
import { appendStatement } from '../append/append-statement.js';
import { createPostgresEventStore, migrateEventLog, type PostgresEventStoreOptions } from '../index.js';

export interface PostgresHarness extends ServerHarness {
  /** As superuser and owner. */
  readonly url: string;
  query<Row extends pg.QueryResultRow>(sql: string): Promise<readonly Row[]>;
}

/** A log of its own in a new database, and the hands to hold and break its connections. */
export async function postgresHarness(
  options: Omit<PostgresEventStoreOptions, 'url'> = {},
): Promise<PostgresHarness> {
  const database = await testDatabase();
  await migrateEventLog(database.url);
  const admin = new pg.Pool({ connectionString: database.url, max: 3 });
  admin.on('error', () => undefined);
  const stores: EventStore[] = [];
  const another = async () => {
    const store = await createPostgresEventStore({ url: database.url, ...options });
    stores.push(store);
    return store;
  };
  const query = async <Row extends pg.QueryResultRow>(sql: string) => (await admin.query<Row>(sql)).rows;
  return {
    url: database.url,
    store: await another(),
    another,
    query,
    server: { holdWriter: holdWriter(admin), breakAppends: () => breakAppends(admin) },
    stop: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await admin.end();
      await database.drop();
    },
  };
}

/** The very statement of an append, in a transaction that stays open. */
function holdWriter(admin: pg.Pool): ServerHooks['holdWriter'] {
  return async (stream, events): Promise<HeldWriter> => {
    const client = await admin.connect();
    const { append, result } = pendingAppend(stream, 0, encodeAppend(stream, 0, events), 60_000);
    append.resolve({ version: 0, position: BEGINNING });
    await result;
    await client.query('BEGIN');
    await client.query(appendStatement([append], true));
    const end = (how: string) => async () => {
      await client.query(how);
      client.release();
    };
    return { commit: end('COMMIT'), rollBack: end('ROLLBACK') };
  };
}

async function breakAppends(admin: pg.Pool): Promise<number> {
  const { rowCount } = await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'event-log-append' AND state = 'active'`,
  );
  return rowCount ?? 0;
}
