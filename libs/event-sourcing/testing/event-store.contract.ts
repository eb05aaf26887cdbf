import { describe } from '@jest/globals';
import { appendCases } from './event-store-contract/append.cases.js';
import { type EventStoreHarness, type ServerHarness, type Start } from './event-store-contract/harness.js';
import { idempotenceCases } from './event-store-contract/idempotence.cases.js';
import { invalidCases } from './event-store-contract/invalid.cases.js';
import { raceCases, serverRaceCases } from './event-store-contract/race.cases.js';
import { readCases } from './event-store-contract/read.cases.js';
import { subscriptionCases } from './event-store-contract/subscription.cases.js';

/**
 * What every event store promises, as a suite that each adapter runs.
 *
 * @param start gives a harness on an empty log; called once for each case.
 */
export function describeEventStore(adapter: string, start: Start<EventStoreHarness>): void {
  describe(`${adapter} as an event store`, () => {
    appendCases(start);
    idempotenceCases(start);
    invalidCases(start);
    readCases(start);
    subscriptionCases(start);
    raceCases(start);
  });
}

/** The races that need a server: run in addition by each adapter that has one. */
export function describeEventStoreServer(adapter: string, start: Start<ServerHarness>): void {
  describe(`${adapter} as a server of events`, () => serverRaceCases(start));
}
