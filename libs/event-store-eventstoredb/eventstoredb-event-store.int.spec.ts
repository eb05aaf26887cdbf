import { describeEventStore } from '#event-sourcing/testing';
import { emptyLog } from './testing/eventstoredb-harness.js';

describeEventStore('EventStoreDB', () => emptyLog());
