export {
  createEventStoreDbEventStore,
  type EventStoreDbEventStoreOptions,
} from './eventstoredb-event-store.js';
export { InvalidEventStoreUrl, type InvalidUrlReason } from './connection/invalid-url.js';
