import { type EventStore } from '#event-sourcing';
import { migrateEventLog } from '#event-store-postgres';
import { type Metrics } from '#platform';
import { migrateReadStore } from '#read-store';
import { migrateVault } from '#vault';
import { type Database, type DatabaseOptions, openDatabase } from './database.js';
import { openEventLog } from './event-log.js';
import { logMetrics } from './log-metrics.js';

/** What every application stands on: one log and the databases beside it. */
export interface Infrastructure {
  readonly database: Database;
  readonly store: EventStore;
  /** Closes the log, then the database: the other way round, running appends would be lost with their answers. */
  close(): Promise<void>;
}

export interface InfrastructureOptions extends DatabaseOptions {
  readonly metrics?: Metrics;
}

/**
 * Opens the database, brings its schemas up to date where we may, and opens the log.
 *
 * @throws OperatorError with one sentence for the operator.
 */
export async function openInfrastructure(options: InfrastructureOptions): Promise<Infrastructure> {
  const database = await openDatabase(options);
  const { EVENTSTORE_URL: eventStoreUrl } = options.settings;
  try {
    await migrate(database, { log: eventStoreUrl === undefined });
    const observer = options.metrics === undefined ? {} : { observer: logMetrics(options.metrics) };
    const store = await openEventLog({ eventStoreUrl, databaseUrl: database.appUrl, ...observer });
    const close = async () => {
      await store.close();
      await database.close();
    };
    return { database, store, close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * Each lib migrates its own schema; the order does not matter, none looks into another's.
 *
 * @param log false where the log is kept elsewhere: an empty one in the database would only be taken for it.
 */
export async function migrate(
  { ownerUrl, appRole, joined }: Database,
  { log = true }: { readonly log?: boolean } = {},
): Promise<void> {
  if (ownerUrl === undefined || joined) return;
  if (log) await migrateEventLog(ownerUrl, { appRole });
  await migrateVault(ownerUrl, { appRole });
  await migrateReadStore(ownerUrl, { appRole });
}
