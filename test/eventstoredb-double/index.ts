export { startDouble, startDoubleCluster, type EventStoreDbDouble } from './start-double.js';
export { spawnDouble, type SpawnedDouble } from './spawn-double.js';
export { eventStoreDbUnderTest, REAL_EVENTSTORE_URL, type EventStoreDbUnderTest } from './under-test.js';
export { type DoubleControl, type DoubleState, type SubscriptionEnd } from './control.js';
export { type Fault } from './faults.js';
export { type DoubleSettings, type DoubleTls, type DoubleUser } from './settings.js';
