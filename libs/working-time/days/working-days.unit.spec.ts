import { describe, expect, it } from '@jest/globals';
import { builtInCalendars, compileWorkingTime, isLate } from '../index.js';

const at = (text: string) => Date.parse(`${text}+03:00`);
const time = compileWorkingTime({
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '18:00' }],
    followsHolidays: true,
    opensOnWorkingWeekends: true,
    shortensPreHolidays: false,
  },
  calendar: builtInCalendars.ru,
  zone: 'Europe/Moscow',
});

describe('terms in days', () => {
  it.each([
    // notes: "5–10 working days, 10:00–18:00" and "within one working day"
    ['2026-10-12T15:00', 5, 'closing', '2026-10-19T18:00'],
    ['2026-10-12T15:00', 10, 'closing', '2026-10-26T18:00'],
    ['2026-11-20T09:00', 1, 'closing', '2026-11-23T18:00'],
    ['2025-12-30T12:00', 14, 'midnight', '2026-01-30T00:00'],
    ['2026-10-12T00:00', 1, 'midnight', '2026-10-14T00:00'],
    ['2026-10-12T23:59:59.999', 1, 'midnight', '2026-10-14T00:00'],
  ] as const)('%s + %i working days (%s) is %s', (received, n, ends, due) => {
    expect(time.workingDay(at(received), n, { ends })).toBe(at(due));
  });
  it('let the receipt roll forward where the regulation says so', () => {
    const roll = (received: string) =>
      time.workingDay(at(received), 1, { ends: 'closing', receiptRollsForward: true });
    expect(roll('2026-11-20T09:00')).toBe(at('2026-11-23T18:00')); // before the opening: the same day
    expect(roll('2026-11-20T19:00')).toBe(at('2026-11-24T18:00')); // Monday is day 0
    expect(time.receiptDay(at('2026-11-20T19:00'), true)).toBe('2026-11-23');
    expect(time.receiptDay(at('2026-11-20T19:00'))).toBe('2026-11-20');
  });
  it('tell apart an inclusive closing and an exclusive midnight', () => {
    expect([isLate(5, 5), isLate(6, 5), isLate(5, 5, 'closing')]).toEqual([false, true, false]);
    expect([isLate(4, 5, 'midnight'), isLate(5, 5, 'midnight')]).toEqual([false, true]);
  });
  it('count calendar days to the next working day where asked', () => {
    const term = (toWorkingDay: boolean) =>
      time.calendarDay(at('2026-04-01T12:00'), 30, { ends: 'midnight', toWorkingDay });
    expect(term(false)).toBe(at('2026-05-02T00:00')); // the 30th day is 1 May
    expect(term(true)).toBe(at('2026-05-05T00:00')); // 1 to 3 May are off
  });
  it('count whole working days only', () => {
    expect(time.wholeWorkingDays(at('2026-10-12T00:00'), at('2026-10-14T00:00'))).toBe(2);
    expect(time.wholeWorkingDays(at('2026-10-12T00:00:00.001'), at('2026-10-14T00:00'))).toBe(1);
    expect(time.wholeWorkingDays(at('2026-10-12T00:00'), at('2026-10-13T23:59:59.999'))).toBe(1);
    expect(time.wholeWorkingDays(at('2026-10-16T12:00'), at('2026-10-19T12:00'))).toBe(0);
    expect(time.wholeWorkingDays(at('2027-12-30T00:00'), at('2028-01-01T00:00'))).toBe(1);
  });
});
