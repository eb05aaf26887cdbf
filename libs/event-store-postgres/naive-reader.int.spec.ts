import { describe, expect, it } from '@jest/globals';
import { heldWriterIsNotPassedByReads, heldWriterIsNotPassedBySubscriptions } from '#event-sourcing/testing';
import { naiveEventStore } from './testing/naive-event-store.js';
import { postgresHarness } from './testing/postgres-harness.js';

/** The test of the test: the suite can fail, and it fails for the reader that everybody writes first. */
describe('a reader that goes by `position > last`', () => {
  for (const scenario of [heldWriterIsNotPassedByReads, heldWriterIsNotPassedBySubscriptions]) {
    it(`is caught by ${scenario.name}`, async () => {
      const harness = await postgresHarness();
      try {
        const store = naiveEventStore(harness.store, harness.url);
        await expect(scenario({ ...harness, store })).rejects.toThrow('toEqual');
      } finally {
        await harness.stop();
      }
    });
  }
});
