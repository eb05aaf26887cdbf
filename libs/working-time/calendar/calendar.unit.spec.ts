import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  builtInCalendars,
  type CalendarDocument,
  CalendarInvalid,
  calendarMessagesFolder,
  calendarProblems,
  compileWorkingTime,
  draftYear,
  parseCalendar,
  withDraftYears,
} from '../index.js';

const { ru, it: italy } = builtInCalendars;

// The law once more, written apart from the code under test: Labour Code arts. 95 and 112, order 588n, and the yearly decrees.
const HOLIDAYS = '01-01 01-02 01-03 01-04 01-05 01-06 01-07 01-08 02-23 03-08 05-01 05-09 06-12 11-04'.split(
  ' ',
);
const DECREES: Record<number, string> = {
  2020: '01-04>05-04 01-05>05-05',
  2021: '01-02>11-05 01-03>12-31 02-20>02-22',
  2022: '01-01>05-03 01-02>05-10 03-05>03-07',
  2023: '01-01>02-24 01-08>05-08',
  2024: '01-06>05-10 01-07>12-31 04-27>04-29 11-02>04-30 12-28>12-30',
  2025: '01-04>05-02 01-05>12-31 02-23>05-08 03-08>06-13 11-01>11-03',
  2026: '01-03>01-09 01-04>12-31',
  2027: '01-02>11-05 01-03>12-31 02-20>02-22',
};
const PUBLISHED: Record<number, [days: number, hours40: number]> = {
  2020: [248, 1979],
  2021: [247, 1972],
  2022: [247, 1973],
  2023: [247, 1973],
  2024: [248, 1979],
  2025: [247, 1972],
  2026: [247, 1972],
  2027: [247, 1972],
};
const YEARS = Object.keys(DECREES).map(Number);
const plus = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const isWeekend = (date: string) => [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

function yearByLaw(year: number) {
  const isHoliday = (date: string) => HOLIDAYS.includes(date.slice(5));
  const swaps = DECREES[year]!.split(' ').map((swap) => swap.split('>').map((d) => `${year}-${d}`));
  const off = new Set(swaps.map(([, to]) => to!));
  const dates: string[] = [];
  for (let date = `${year}-01-01`; date.startsWith(String(year)); date = plus(date, 1)) dates.push(date);
  for (const date of dates) if (isHoliday(date)) off.add(date);
  for (const date of dates) {
    const decreed = swaps.some(([from]) => from === date) || date <= `${year}-01-08`;
    if (!isHoliday(date) || !isWeekend(date) || decreed) continue;
    let next = plus(date, 1);
    while (isWeekend(next) || off.has(next)) next = plus(next, 1);
    off.add(next);
  }
  return dates.map((date) => {
    const swap = swaps.find(([from]) => from === date && !isHoliday(date));
    const working = swap !== undefined || (!isWeekend(date) && !off.has(date));
    return { date, working, shortened: working && isHoliday(plus(swap?.[1] ?? date, 1)) };
  });
}

const fullWeek = compileWorkingTime({
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00', breaks: [['13:00', '14:00']] }],
    followsHolidays: true,
    opensOnWorkingWeekends: true,
    shortensPreHolidays: true,
  },
  calendar: ru,
  zone: 'Europe/Moscow',
});
const startOf = (date: string) => Date.parse(`${date}T00:00:00+03:00`);
const HOUR = 3_600_000;

describe('calendar of the Russian Federation', () => {
  it.each(YEARS)('%i: every day is as the law and the decree make it', (year) => {
    const days = yearByLaw(year);
    for (const { date, working, shortened } of days) {
      const hours = fullWeek.between(startOf(date), startOf(plus(date, 1))) / HOUR;
      expect([date, hours]).toEqual([date, working ? (shortened ? 7 : 8) : 0]);
      expect([date, fullWeek.isWorkingDay(date)]).toEqual([date, working]);
    }
    const total = days.filter((day) => day.working).length;
    const hours = fullWeek.between(startOf(`${year}-01-01`), startOf(`${year + 1}-01-01`)) / HOUR;
    expect([total, hours]).toEqual(PUBLISHED[year]);
  });

  it('is free of contradictions, as is the Italian one', () => {
    expect(calendarProblems(ru)).toEqual([]);
    expect(calendarProblems(italy)).toEqual([]);
    expect(parseCalendar(JSON.parse(JSON.stringify(ru)))).toEqual(ru);
  });

  it('names the act of every year, and keeps special days apart', () => {
    for (const year of Object.values(ru.years)) {
      expect(year.act?.number).toMatch(/^\d+$/);
      for (const group of year.specialNonWorking) expect(group.act.number).toMatch(/^\d+$/);
    }
    expect(fullWeek.isWorkingDay('2020-04-15')).toBe(true);
    const staffing = compileWorkingTime({
      schedule: { always: true },
      calendar: ru,
      zone: 'Europe/Moscow',
      specialDaysOff: true,
    });
    expect(staffing.isWorkingDay('2020-04-15')).toBe(false);
    expect(staffing.isWorkingDay('2021-11-02')).toBe(false);
  });

  it('agrees with the collected facts where they are at hand', () => {
    const file = new URL('../../../../shared/data/working-time/ru-calendar-facts.json', import.meta.url);
    if (!existsSync(file)) {
      process.stderr.write('SKIPPED: ../shared/data/working-time/ru-calendar-facts.json is not here\n');
      return;
    }
    const facts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
    expect(Object.keys(facts).filter((key) => /^\d{4}$/.test(key))).toEqual(Object.keys(ru.years));
    for (const [year, days] of Object.entries(ru.years)) {
      const fact = facts[year]!;
      expect([year, days.daysOff]).toEqual([year, fact['nonWorkingWeekdays']]);
      expect([year, days.workingWeekends]).toEqual([year, fact['workingWeekends']]);
      expect([year, days.shortened]).toEqual([year, fact['shortened']]);
      const special = (fact['specialNonWorking'] as { dates: string[] }[]).flatMap((group) => group.dates);
      expect([year, days.specialNonWorking.flatMap((group) => group.dates)]).toEqual([year, special]);
    }
  });
});

describe('calendar of Italy', () => {
  it('has Easter Monday and the one-off holiday of 2011', () => {
    expect(Object.keys(italy.years)).toEqual(['2010', '2011', '2012', '2013', '2014']);
    expect(italy.years['2012']!.daysOff).toEqual(
      ['01-06', '04-09', '04-25', '05-01', '08-15', '11-01', '12-25', '12-26'].map((d) => `2012-${d}`),
    );
    expect(italy.years['2011']!.daysOff).toContain('2011-03-17');
    expect(italy.years['2013']!.daysOff).toContain('2013-04-01');
  });
});

describe('a calendar with a mistake', () => {
  const withYear = (year: string, change: object): CalendarDocument => ({
    ...ru,
    years: { ...ru.years, [year]: { ...ru.years[year]!, ...change } },
  });
  const y = ru.years['2024']!;
  it.each([
    ['day-off-on-weekend', '2024-06-15', { daysOff: [...y.daysOff, '2024-06-15'] }],
    ['day-off-unexplained', '2024-06-14', { daysOff: [...y.daysOff, '2024-06-14'] }],
    ['day-off-missing', '2024-05-01', { daysOff: y.daysOff.filter((d) => d !== '2024-05-01') }],
    ['working-weekend-on-weekday', '2024-06-14', { workingWeekends: [...y.workingWeekends, '2024-06-14'] }],
    ['working-weekend-unexplained', '2024-06-15', { workingWeekends: [...y.workingWeekends, '2024-06-15'] }],
    ['working-weekend-missing', '2024-12-28', { workingWeekends: ['2024-04-27', '2024-11-02'] }],
    ['shortened-not-working', '2024-06-12', { shortened: [...y.shortened, '2024-06-12'] }],
    ['shortened-unexplained', '2024-06-14', { shortened: [...y.shortened, '2024-06-14'] }],
    ['shortened-missing', '2024-02-22', { shortened: y.shortened.filter((d) => d !== '2024-02-22') }],
    ['outside-year', '2023-05-01', { daysOff: [...y.daysOff, '2023-05-01'] }],
    ['listed-twice', '2024-05-01', { daysOff: [...y.daysOff, '2024-05-01'] }],
    ['transfers-without-act', '2024', { act: undefined }],
    [
      'transfer-from-weekday',
      '2024-06-14',
      { transfers: [...y.transfers, { from: '2024-06-14', to: '2024-06-17' }] },
    ],
    [
      'transfer-to-non-working',
      '2024-06-12',
      { transfers: [...y.transfers, { from: '2024-06-15', to: '2024-06-12' }] },
    ],
    [
      'special-not-working',
      '2024-06-15',
      { specialNonWorking: [{ dates: ['2024-06-15'], act: { title: 'x' }, civilLaw: 'working' }] },
    ],
  ])('%s at %s is named', (code, at, change) => {
    expect(calendarProblems(withYear('2024', change))).toContainEqual({ code, at });
  });
  it('a hole between years is named', () => {
    const { 2023: _, ...years } = ru.years;
    expect(calendarProblems({ ...ru, years })).toEqual([{ code: 'years-have-gap', at: '2023' }]);
  });
  it.each([
    ['no object', 7],
    ['an unknown field', { ...ru, extra: 1 }],
    ['a date that does not exist', withYear('2024', { daysOff: ['2024-02-30'] })],
    ['a yearly holiday that most years lack', { ...ru, law: { ...ru.law, holidays: ['02-29'] } }],
  ])('%s is refused by shape', (_, json) => {
    expect(() => parseCalendar(json)).toThrow(CalendarInvalid);
  });
  it('every problem has a text in both languages', () => {
    const texts = ['en', 'ru'].map(
      (language) =>
        JSON.parse(readFileSync(new URL(`${language}.json`, calendarMessagesFolder), 'utf8')) as Record<
          string,
          string
        >,
    );
    expect(Object.keys(texts[0]!)).toEqual(Object.keys(texts[1]!));
    for (const text of texts.flatMap((t) => Object.values(t))) expect(text).toContain('{at}');
    expect(Object.keys(texts[0]!)).toEqual(
      expect.arrayContaining(['shape', 'years-have-gap', 'shortened-missing']),
    );
  });
});

describe('a draft year', () => {
  it('follows the law without transfers and is marked', () => {
    // 1, 2, 8 January and 4 November 2028 fall on weekends; only the last one moves by itself.
    expect(draftYear(ru, 2028)).toMatchObject({
      status: 'draft',
      workingWeekends: [],
      daysOff: [
        '01-03',
        '01-04',
        '01-05',
        '01-06',
        '01-07',
        '02-23',
        '03-08',
        '05-01',
        '05-09',
        '06-12',
        '11-06',
      ].map((d) => `2028-${d}`),
    });
    const time = compileWorkingTime({
      schedule: { always: true },
      calendar: withDraftYears(ru, 2027, 2028),
      zone: 'Europe/Moscow',
    });
    expect(time.isProvisional(startOf('2027-12-30'), startOf('2027-12-31'))).toBe(false);
    expect(time.isProvisional(startOf('2027-12-30'), startOf('2028-01-10'))).toBe(true);
    expect(time.isProvisional(startOf('2027-12-30'), startOf('2030-01-10'))).toBe(true);
    expect(time.isProvisional(startOf('2027-12-31'), startOf('2028-01-01') - 1)).toBe(false);
    expect(time.isProvisional(startOf('2029-01-01'), startOf('2030-01-10'))).toBe(false);
  });

  it('never contradicts itself, in any year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1950, max: 2150 }), fc.constantFrom(ru, italy), (year, calendar) => {
        const only = { ...calendar, years: { [year]: draftYear(calendar, year) } };
        expect(calendarProblems(only)).toEqual([]);
      }),
    );
  });

  it('has no fewer working days than the year after its decree', () => {
    for (const year of YEARS) {
      const drafted = { ...ru, years: { [year]: draftYear(ru, year) } };
      const time = compileWorkingTime({
        schedule: { always: true },
        calendar: drafted,
        zone: 'Europe/Moscow',
      });
      const total = time.wholeWorkingDays(startOf(`${year}-01-01`), startOf(`${year + 1}-01-01`));
      expect(total).toBeGreaterThanOrEqual(PUBLISHED[year]![0]);
    }
  });

  it('leaves years that exist as they are', () => {
    expect(withDraftYears(ru, 2020, 2030).years['2027']).toBe(ru.years['2027']);
    expect(Object.keys(withDraftYears(ru, 2020, 2030).years)).toHaveLength(11);
  });
});
