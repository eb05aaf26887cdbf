import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localDate } from '#working-time';
import { QuarterHourDates } from './quarter-hour-dates.js';

const ZONES = [
  'Europe/Moscow',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
  'Pacific/Apia',
  'Africa/Monrovia',
];

describe('dates by quarter hours', () => {
  it('are the dates of the zone, in whatever order instants come', () => {
    const dates = new QuarterHourDates();
    const near = fc
      .tuple(
        fc.integer({ min: Date.UTC(1960, 0, 1), max: Date.UTC(2030, 0, 1) }),
        fc.integer({ min: -900_000, max: 900_000 }),
      )
      .map(([at, off]) => [at, at + off] as const);
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), near, (zone, instants) => {
        for (const at of instants) expect(dates.dateAt(at, zone)).toBe(localDate(at, zone));
      }),
      { numRuns: 500 },
    );
  });

  it('change at midnight and not before', () => {
    const dates = new QuarterHourDates();
    const midnight = Date.parse('2026-11-22T18:15:00.000Z');
    const seen = [midnight - 1, midnight, midnight - 1].map((at) => dates.dateAt(at, 'Asia/Kathmandu'));
    expect(seen).toEqual(['2026-11-22', '2026-11-23', '2026-11-22']);
  });
});
