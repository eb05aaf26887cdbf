export { describeEventStore, describeEventStoreServer } from './event-store.contract.js';
export {
  type EventStoreHarness,
  type HeldWriter,
  type ServerHarness,
  type ServerHooks,
} from './event-store-contract/harness.js';
export {
  heldWriterIsNotPassedByReads,
  heldWriterIsNotPassedBySubscriptions,
} from './event-store-contract/race.cases.js';
export { anEvent, aStream, events, ids } from './event-store-contract/samples.js';
export { everything, Reader } from './event-store-contract/reading.js';
export * from './memory-subject-keys.js';
export * from './memory-checkpoints.js';
export * from './checkpoint-store.contract.js';
export * from './decider-spec.js';
