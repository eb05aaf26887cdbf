export { createPostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
export {
  EventLogTooNew,
  migrateEventLog,
  type EventLogMigration,
  type MigrateEventLogOptions,
} from './migrate.js';
/** Their home is `#event-sourcing`; kept here for those who took them from here. */
export { type LogObserver, type LogSignal } from '#event-sourcing';
