import { describe, expect, it } from '@jest/globals';
import {
  builtInCalendars,
  CalendarYearMissing,
  compileWorkingTime,
  plainCalendar,
  type Schedule,
  ScheduleInvalid,
  type WeeklySchedule,
  withDraftYears,
} from './index.js';

const { ru } = builtInCalendars;
const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text.includes('+') || text.endsWith('Z') ? text : `${text}+03:00`);
const week = (change: Partial<WeeklySchedule> = {}): WeeklySchedule => ({
  weekly: [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '18:00' }],
  followsHolidays: true,
  opensOnWorkingWeekends: true,
  shortensPreHolidays: false,
  ...change,
});
const moscow = (schedule: Schedule = week()) =>
  compileWorkingTime({ schedule, calendar: ru, zone: 'Europe/Moscow' });
const daily = (from: string, to: string, zone: string, breaks?: [string, string][]) =>
  compileWorkingTime({
    schedule: week({ weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from, to, breaks }] }),
    calendar: plainCalendar(2009, 2028),
    zone,
  });

describe('open hours', () => {
  const time = moscow();
  it.each([
    ['start at opening', '2026-10-12T10:00', 8, '2026-10-12T18:00'],
    ['start at closing', '2026-10-12T18:00', 1, '2026-10-13T11:00'],
    ['start one ms before closing', '2026-10-12T17:59:59.999', 1, '2026-10-13T10:59:59.999'],
    ['over New Year', '2025-12-30T17:00', 2, '2026-01-12T11:00'],
    ['out of a working Saturday', '2024-04-27T17:00', 2, '2024-05-02T11:00'],
    ['into a working Saturday', '2024-04-26T17:00', 2, '2024-04-27T11:00'],
  ])('%s: %s + %i h is %s', (_, from, hours, due) => {
    expect(time.add(at(from), hours * HOUR)).toBe(at(due));
    expect(time.between(at(from), at(due))).toBe(hours * HOUR);
  });
  it('adds nothing to any instant, open or closed', () => {
    for (const t of ['2026-10-12T12:00', '2026-10-12T20:00']) {
      expect(time.add(at(t), 0)).toBe(at(t));
      expect(time.subtract(at(t), 0)).toBe(at(t));
    }
  });
  it('is open from the opening to before the closing', () => {
    expect(time.isOpen(at('2026-10-12T10:00'))).toBe(true);
    expect(time.isOpen(at('2026-10-12T09:59:59.999'))).toBe(false);
    expect(time.isOpen(at('2026-10-12T17:59:59.999'))).toBe(true);
    expect(time.isOpen(at('2026-10-12T18:00'))).toBe(false);
    expect(time.nextOpening(at('2026-10-12T18:00'))).toBe(at('2026-10-13T10:00'));
    expect(time.nextOpening(at('2026-10-13T10:00'))).toBe(at('2026-10-13T10:00'));
    expect(time.openedBefore(at('2026-10-13T10:00'))).toBe(at('2026-10-12T10:00'));
    expect(time.openedBefore(at('2020-01-02T10:00'))).toBeUndefined();
  });
  it('joins 24:00 with 00:00: around the clock loses no minute', () => {
    const always = daily('00:00', '24:00', 'Europe/Moscow');
    expect(always.add(at('2026-03-01T12:00'), 240 * HOUR)).toBe(at('2026-03-11T12:00'));
    expect(always.stretches(at('2026-03-01T12:00'), at('2026-03-11T12:00'))).toHaveLength(1);
  });
  it('counts around the clock beyond any calendar, but not days', () => {
    const always = moscow({ always: true });
    expect(always.add(at('2035-01-01T00:00'), 5 * HOUR)).toBe(at('2035-01-01T05:00'));
    expect(() => always.workingDay(at('2035-01-01T00:00'), 1, { ends: 'midnight' })).toThrow(
      CalendarYearMissing,
    );
    expect(always.workingDay(at('2026-10-12T15:00'), 1, { ends: 'closing' })).toBe(at('2026-10-14T00:00'));
  });
});

describe('the calendar over the weekday', () => {
  it('opens on working Saturdays only where asked', () => {
    const closed = moscow(week({ opensOnWorkingWeekends: false }));
    expect(moscow().isOpen(at('2024-04-27T12:00'))).toBe(true);
    expect(closed.isOpen(at('2024-04-27T12:00'))).toBe(false);
    // The term counts the day all the same, and ends with the next hours.
    expect(closed.workingDayDate(at('2024-04-26T12:00'), 1)).toBe('2024-04-27');
    expect(closed.workingDay(at('2024-04-26T12:00'), 1, { ends: 'closing' })).toBe(at('2024-05-02T18:00'));
    expect(closed.workingDay(at('2024-04-26T12:00'), 1, { ends: 'midnight' })).toBe(at('2024-04-28T00:00'));
  });
  it('gives a working Saturday all hours of the weekday, not those of ordinary Saturdays', () => {
    const split = moscow(
      week({
        weekly: [
          { days: [1, 2, 3, 4, 5], from: '09:00', to: '13:00' },
          { days: [1, 2, 3, 4, 5], from: '14:00', to: '18:00' },
          { days: [6], from: '11:00', to: '12:00' },
        ],
      }),
    );
    expect(split.between(at('2024-04-27T00:00'), at('2024-04-28T00:00'))).toBe(8 * HOUR);
    expect(split.between(at('2024-04-20T00:00'), at('2024-04-21T00:00'))).toBe(HOUR);
  });
  it('closes on a holiday that falls on a Saturday with hours', () => {
    const saturdays = week({ weekly: [{ days: [1, 2, 3, 4, 5, 6], from: '10:00', to: '18:00' }] });
    expect(moscow(saturdays).isOpen(at('2023-11-04T12:00'))).toBe(false);
    expect(moscow(saturdays).isOpen(at('2023-11-11T12:00'))).toBe(true);
    expect(moscow({ ...saturdays, followsHolidays: false }).isOpen(at('2023-11-04T12:00'))).toBe(true);
  });
  it('closes the last hours of a shortened day one hour earlier, whatever lies there', () => {
    const short = (weekly: WeeklySchedule['weekly']) =>
      moscow(week({ weekly, shortensPreHolidays: true })).between(
        at('2024-03-07T00:00'),
        at('2024-03-08T12:00'),
      );
    const days = [1, 2, 3, 4, 5];
    expect(short([{ days, from: '10:00', to: '18:00' }])).toBe(7 * HOUR);
    expect(short([{ days, from: '10:00', to: '18:00', breaks: [['16:30', '17:30']] }])).toBe(6.5 * HOUR);
    expect(
      short([
        { days, from: '09:00', to: '13:00' },
        { days, from: '14:00', to: '14:30' },
      ]),
    ).toBe(4 * HOUR);
    expect(short([{ days: [4], from: '22:00', to: '06:00' }])).toBe(7 * HOUR);
    expect(moscow().between(at('2024-03-07T00:00'), at('2024-03-08T00:00'))).toBe(8 * HOUR);
  });
  it('tells why it is closed', () => {
    const time = moscow();
    const reasons = time
      .stretches(at('2026-03-05T17:00'), at('2026-03-10T11:00'))
      .map(({ from, to, open, reason }) => [(to - from) / HOUR, open ? 'open' : reason]);
    expect(reasons).toEqual([
      [1, 'open'],
      [16, 'closed'], // Thursday evening to Friday morning
      [8, 'open'],
      [6, 'closed'],
      [24, 'weekend'],
      [48, 'holiday'], // Sunday 8 March is a holiday and moves to Monday
      [10, 'closed'],
      [1, 'open'],
    ]);
  });
});

describe('night shifts and clock changes', () => {
  it('belong to the day on which they begin', () => {
    const night = moscow(
      week({ weekly: [{ days: [5], from: '22:00', to: '06:00', breaks: [['01:00', '02:00']] }] }),
    );
    expect(night.isOpen(at('2026-10-17T05:59'))).toBe(true); // Saturday morning
    expect(night.isOpen(at('2026-10-17T01:30'))).toBe(false);
    expect(night.between(at('2026-10-16T00:00'), at('2026-10-18T00:00'))).toBe(7 * HOUR);
    expect(night.isOpen(at('2026-05-02T03:00'))).toBe(false); // the night after the holiday of 1 May
  });
  it('know the first morning only when the year before is known', () => {
    const source = {
      schedule: week({
        weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' }],
        followsHolidays: false,
      }),
      calendar: ru,
      zone: 'Europe/Moscow',
    };
    const first = compileWorkingTime({ ...source, from: 2020 });
    expect(() => first.isOpen(at('2020-01-01T03:00'))).toThrow(new CalendarYearMissing('ru', 2019));
    expect(first.isOpen(at('2020-01-01T06:00'))).toBe(false);
    expect(compileWorkingTime({ ...source, from: 2021 }).isOpen(at('2021-01-01T03:00'))).toBe(true);
  });
  it('open with the first valid instant when the clocks skip the opening', () => {
    const time = daily('02:30', '06:00', 'Europe/Berlin');
    expect(time.nextOpening(at('2026-03-28T23:00Z'))).toBe(at('2026-03-29T01:00Z')); // 03:00 local
    expect(time.between(at('2026-03-28T23:00Z'), at('2026-03-29T12:00Z'))).toBe(3 * HOUR);
    expect(
      daily('02:15', '02:45', 'Europe/Berlin').between(at('2026-03-28T23:00Z'), at('2026-03-29T12:00Z')),
    ).toBe(0);
  });
  it('open and close with the first of two equal times', () => {
    const opens = daily('02:30', '06:00', 'Europe/Berlin');
    expect(opens.nextOpening(at('2026-10-24T22:00Z'))).toBe(at('2026-10-25T00:30Z'));
    expect(opens.between(at('2026-10-24T22:00Z'), at('2026-10-25T12:00Z'))).toBe(4.5 * HOUR);
    const closes = daily('00:00', '02:30', 'Europe/Berlin');
    expect(closes.between(at('2026-10-24T22:00Z'), at('2026-10-25T12:00Z'))).toBe(2.5 * HOUR);
  });
  it('know days that a zone left out or began late', () => {
    const samoa = daily('00:00', '24:00', 'Pacific/Apia');
    expect(samoa.dateOf(at('2011-12-30T09:59:59.999Z'))).toBe('2011-12-29');
    expect(samoa.dateOf(at('2011-12-30T10:00Z'))).toBe('2011-12-31');
    expect(samoa.isWorkingDay('2011-12-30')).toBe(false); // a Friday that was not
    expect(samoa.workingDaysBetween('2011-12-28', '2012-01-02')).toBe(2);
    const chile = daily('00:00', '01:30', 'America/Santiago'); // 00:00 is skipped on 6 September 2026
    expect(chile.between(at('2026-09-06T04:00Z'), at('2026-09-06T12:00Z'))).toBe(HOUR / 2);
  });
});

describe('outside the calendar', () => {
  const time = moscow();
  const missing = (year: number) => new CalendarYearMissing('ru', year);
  it('names the year instead of guessing', () => {
    expect(() => time.add(at('2027-12-30T17:00'), 100 * HOUR)).toThrow(missing(2028));
    expect(() => time.add(at('2030-06-01T12:00'), HOUR)).toThrow(missing(2030));
    expect(() => time.between(at('2026-01-01T00:00'), at('2028-01-01T00:00:00.001'))).toThrow(missing(2028));
    expect(() => time.subtract(at('2020-01-09T11:00'), 2 * HOUR)).toThrow(missing(2019));
    expect(() => time.isOpen(at('2019-12-31T23:59:59.999'))).toThrow(missing(2019));
    expect(() => time.nextOpening(at('2027-12-31T12:00'))).toThrow(missing(2028));
    expect(() => time.stretches(at('2027-12-31T12:00'), at('2028-02-01T00:00'))).toThrow(missing(2028));
    expect(() => time.workingDay(at('2027-12-29T12:00'), 2, { ends: 'midnight' })).toThrow(missing(2028));
    expect(() => time.dateOf(at('2019-12-31T23:59:59.999'))).toThrow(missing(2019));
    expect(() => time.isWorkingDay('2031-01-01')).toThrow(missing(2031));
    expect(() =>
      compileWorkingTime({ schedule: week(), calendar: ru, zone: 'Europe/Moscow', to: 2029 }),
    ).toThrow(missing(2028));
  });
  it('reaches the last instant of the last year', () => {
    expect(time.between(at('2027-12-30T17:00'), at('2028-01-01T00:00'))).toBe(HOUR);
    expect(time.workingDay(at('2027-12-29T12:00'), 1, { ends: 'midnight' })).toBe(at('2027-12-31T00:00'));
  });
  it('goes on over a draft', () => {
    const drafted = compileWorkingTime({
      schedule: week(),
      calendar: withDraftYears(ru, 2028, 2028),
      zone: 'Europe/Moscow',
    });
    expect(drafted.add(at('2027-12-30T17:00'), 2 * HOUR)).toBe(at('2028-01-10T11:00'));
  });
});

describe('what is no question', () => {
  const time = moscow();
  it.each([NaN, Infinity, 1.5])('refuses the instant %s', (t) => {
    for (const ask of [
      () => time.add(t, 1),
      () => time.between(t, t),
      () => time.isOpen(t),
      () => time.dateOf(t),
      () => time.stretches(t, t),
    ])
      expect(ask).toThrow(RangeError);
  });
  it('refuses stretches that end before they begin', () => {
    expect(() => time.stretches(at('2026-10-12T12:00'), at('2026-10-12T11:00'))).toThrow(RangeError);
    expect(time.stretches(at('2026-10-12T12:00'), at('2026-10-12T12:00'))).toEqual([]);
  });
  it.each([-1, NaN, 0.5])('refuses the amount %s', (ms) => {
    expect(() => time.add(at('2026-10-12T12:00'), ms)).toThrow(RangeError);
    expect(() => time.subtract(at('2026-10-12T12:00'), ms)).toThrow(RangeError);
  });
  it.each([0, -1, 1.5])('refuses a term of %s days', (n) => {
    expect(() => time.workingDay('2026-10-12', n, { ends: 'closing' })).toThrow(RangeError);
    expect(() => time.calendarDay('2026-10-12', n, { ends: 'closing', toWorkingDay: false })).toThrow(
      RangeError,
    );
  });
  it.each(['2026-02-29', '2026-1-1', 'tomorrow'])('refuses the date %s', (date) => {
    expect(() => time.isWorkingDay(date)).toThrow(RangeError);
  });
  it.each([
    ['25:00', '26:00'],
    ['10:00', '10:00'],
    ['24:00', '06:00'],
    ['9:00', '18:00'],
  ])('refuses hours %s–%s', (from, to) => {
    expect(() => moscow(week({ weekly: [{ days: [1], from, to }] }))).toThrow(ScheduleInvalid);
  });
  it('refuses a break outside the hours, and a zone that is none', () => {
    const breaks: [string, string][] = [['08:00', '09:00']];
    expect(() => moscow(week({ weekly: [{ days: [1], from: '10:00', to: '18:00', breaks }] }))).toThrow(
      ScheduleInvalid,
    );
    expect(() => compileWorkingTime({ schedule: week(), calendar: ru, zone: 'Mars/Olympus' })).toThrow(
      RangeError,
    );
  });
});
