export { createPostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
export {
  EventLogTooNew,
  migrateEventLog,
  type EventLogMigration,
  type MigrateEventLogOptions,
} from './migrate.js';
export { type LogObserver, type LogSignal } from './log-signal.js';
