export { startDouble, startDoubleCluster, type EventStoreDbDouble } from './start-double.js';
export { type DoubleControl, type DoubleState, type SubscriptionEnd } from './control.js';
export { type Fault } from './faults.js';
export { type DoubleSettings, type DoubleTls, type DoubleUser } from './settings.js';
