import { type CalendarYear, type HolidayLaw } from './calendar-document.js';
import { epochDay, localDateOf, weekdayOf } from './local-date.js';

/** Easter Sunday of the Gregorian calendar as epoch day (Meeus/Jones/Butcher). */
export function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return epochDay(
    `${year}-${String(Math.floor(n / 31)).padStart(2, '0')}-${String((n % 31) + 1).padStart(2, '0')}`,
  );
}

/** Epoch days that are holidays of the year, on weekends too. */
export function holidaysOf(law: HolidayLaw, year: number, extra: readonly string[] = []): Set<number> {
  const easter = law.easterOffsets.length > 0 ? easterSunday(year) : 0;
  return new Set([
    ...law.holidays.map((monthDay) => epochDay(`${year}-${monthDay}`)),
    ...law.easterOffsets.map((offset) => easter + offset),
    ...extra.map(epochDay),
  ]);
}

export type DerivedDays = Pick<CalendarYear, 'daysOff' | 'workingWeekends' | 'shortened'>;

/**
 * The year as the law and the given transfers make it. For Russia: Labour Code art. 112 (holidays, a holiday on a day off moves
 * the day off to the next working day unless the decree moves it elsewhere), art. 95 (the working day whose next calendar day is
 * a holiday is shorter), order 588n of 13.08.2009 (a working Saturday takes the length of the day that it was swapped with).
 */
export function deriveYear(
  law: HolidayLaw,
  year: number,
  transfers: CalendarYear['transfers'] = [],
  extraHolidays: CalendarYear['extraHolidays'] = [],
): DerivedDays {
  const holidays = holidaysOf(
    law,
    year,
    extraHolidays.map((extra) => extra.date),
  );
  const nextNewYear = epochDay(`${year + 1}-01-01`);
  const beforeHoliday = (day: number) =>
    holidays.has(day + 1) || (day + 1 === nextNewYear && law.holidays.includes('01-01'));
  const isWeekend = (day: number) => weekdayOf(day) > 5;
  const moved = new Map(transfers.map(({ from, to }) => [epochDay(from), epochDay(to)]));

  const off = new Set([...moved.values(), ...[...holidays].filter((day) => !isWeekend(day))]);
  const notMoved = new Set(law.notMoved.map((monthDay) => epochDay(`${year}-${monthDay}`)));
  if (law.holidayOnWeekend === 'moves')
    for (const holiday of [...holidays].sort((a, b) => a - b)) {
      if (!isWeekend(holiday) || notMoved.has(holiday) || moved.has(holiday)) continue;
      let day = holiday + 1;
      while (isWeekend(day) || off.has(day)) day += 1;
      off.add(day);
    }
  const workingWeekends = [...moved.keys()].filter((day) => !holidays.has(day));

  const shortened: number[] = [];
  if (law.shortensBeforeHolidays) {
    for (let day = epochDay(`${year}-01-01`); day < nextNewYear; day += 1)
      if (!isWeekend(day) && !off.has(day) && beforeHoliday(day)) shortened.push(day);
    shortened.push(...workingWeekends.filter((day) => beforeHoliday(moved.get(day) ?? day)));
  }
  const dates = (days: Iterable<number>) => [...days].sort((a, b) => a - b).map(localDateOf);
  return { daysOff: dates(off), workingWeekends: dates(workingWeekends), shortened: dates(shortened) };
}
