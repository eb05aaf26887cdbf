import { describeEventStore } from '#event-sourcing/testing';
import { eventStoreDbHarness } from './testing/eventstoredb-harness.js';

describeEventStore('EventStoreDB', () => eventStoreDbHarness());
