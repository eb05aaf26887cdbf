import { type EventStore } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { testDatabase } from '#testing';
import pg from 'pg';
import {
  migrateReadStore,
  openReadStore,
  ProjectionRunner,
  type ProjectionRunnerOptions,
  type ReadStore,
} from '../index.js';
import { decodePlain, queueProjection, totalsProjection } from './desk-fixture.js';

export interface ReadStoreFixture {
  readonly store: EventStore;
  readonly readStore: ReadStore;
  /** Of the application's role. */
  readonly url: string;
  runner(options?: Partial<ProjectionRunnerOptions>): ProjectionRunner;
  /** Runs the projections until they have come to the end of the log. */
  project(options?: Partial<ProjectionRunnerOptions>): Promise<void>;
  close(): Promise<void>;
}

/** A log in memory and a read store on PostgreSQL, worked on by a role that owns nothing but its read models. */
export async function readStoreFixture(
  log: EventStore = createMemoryEventStore(),
): Promise<ReadStoreFixture> {
  const database = await testDatabase();
  const role = `app_${new URL(database.url).pathname.slice(3)}`;
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`CREATE ROLE ${role} LOGIN`);
  await migrateReadStore(database.url, { appRole: role });
  const url = new URL(database.url);
  url.username = role;
  const readStore = await openReadStore({ url: url.href, logId: log.logId });
  const runners = new Set<ProjectionRunner>();
  const runner = (options: Partial<ProjectionRunnerOptions> = {}): ProjectionRunner => {
    const made = new ProjectionRunner({
      readStore,
      store: log,
      decode: decodePlain,
      projections: [queueProjection, totalsProjection],
      controlMs: 50,
      ...options,
    });
    runners.add(made);
    return made;
  };
  return {
    store: log,
    readStore,
    url: url.href,
    runner,
    async project(options) {
      const running = runner(options);
      await running.start();
      const head = await log.head();
      for (const { name } of options?.projections ?? [queueProjection, totalsProjection]) {
        const { stale } = await readStore.waitForPosition(name, head, 20_000);
        if (stale)
          throw new Error(`${name} did not come to ${head}: ${JSON.stringify(await readStore.status())}`);
      }
      await running.stop();
    },
    async close() {
      for (const each of runners) await each.stop();
      await readStore.close();
      await admin.query(`DROP OWNED BY ${role}`);
      await admin.query(`DROP ROLE ${role}`);
      await admin.end();
      await database.drop();
    },
  };
}
