import { describeEventStore, describeEventStoreServer } from '#event-sourcing/testing';
import { postgresHarness } from './testing/postgres-harness.js';

describeEventStore('PostgreSQL', () => postgresHarness());
describeEventStoreServer('PostgreSQL', () => postgresHarness());
