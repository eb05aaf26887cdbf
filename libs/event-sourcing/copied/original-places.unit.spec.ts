import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalPosition } from '../event-store/decimal-position.js';
import { type RecordedEvent } from '../event-store/event-store.js';
import { copied, firstRecordedAt, originalPlaces, originalPosition } from './original-places.js';

const written = fc.record<RecordedEvent>({
  id: fc.uuid(),
  type: fc.constant('Opened'),
  data: fc.constant({ n: 1 }),
  metadata: fc.dictionary(fc.string(), fc.string()),
  stream: fc.constant('ticket-1'),
  version: fc.constant(1),
  position: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(decimalPosition),
  recordedAt: fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString()),
});
const stops = fc.uniqueArray(
  fc.record({ logId: fc.uuid(), position: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(decimalPosition) }),
  { selector: ({ logId }) => logId, minLength: 1, maxLength: 4 },
);

describe('an event that is copied from log to log', () => {
  it('tells every place where it stood and when it was first recorded, and is otherwise the same', () => {
    fc.assert(
      fc.property(written, stops, (event, places) => {
        let standing = event;
        for (const { logId, position } of places) {
          const copy = copied({ ...standing, position }, logId);
          standing = { ...standing, ...copy, recordedAt: '2030-01-01T00:00:00.000Z' };
        }
        expect(originalPlaces(standing.metadata)).toEqual(places);
        for (const { logId, position } of places)
          expect(originalPosition(standing.metadata, logId)).toBe(position);
        expect(originalPosition(standing.metadata, 'another')).toBeUndefined();
        expect(firstRecordedAt(standing)).toBe(event.recordedAt);
        const { originalRecordedAt, originalPlaces: marks, ...own } = standing.metadata;
        expect([originalRecordedAt, typeof marks]).toEqual([event.recordedAt, 'string']);
        expect({ ...standing, metadata: own }).toEqual({
          ...event,
          metadata: event.metadata,
          recordedAt: standing.recordedAt,
        });
      }),
    );
  });

  it('has no marks where it was written', () => {
    fc.assert(
      fc.property(written, (event) => {
        expect(originalPlaces(event.metadata)).toEqual([]);
        expect(firstRecordedAt(event)).toBe(event.recordedAt);
      }),
    );
  });
});
