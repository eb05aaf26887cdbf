import { type CalendarDocument } from './calendar-document.js';
import { holidaysOf } from './derive-year.js';
import { epochDay, weekdayOf, yearOf } from './local-date.js';

/** What the calendar says of one day. */
export interface CalendarDay {
  /** A holiday, on a weekend too, or a moved day off, or (where asked for) a special one. */
  readonly off: boolean;
  readonly workingWeekend: boolean;
  readonly shortened: boolean;
  /** Counts in terms of working days. */
  readonly working: boolean;
  readonly draft: boolean;
}

/** The calendar as a lookup by epoch day; the day's year must exist. */
export function calendarDays(
  calendar: CalendarDocument,
  specialDaysOff: boolean,
): (day: number) => CalendarDay {
  const off = new Set<number>();
  const workingWeekends = new Set<number>();
  const shortened = new Set<number>();
  for (const [year, days] of Object.entries(calendar.years)) {
    const extra = days.extraHolidays.map((holiday) => holiday.date);
    for (const day of holidaysOf(calendar.law, Number(year), extra)) off.add(day);
    for (const date of days.daysOff) off.add(epochDay(date));
    for (const date of days.workingWeekends) workingWeekends.add(epochDay(date));
    for (const date of days.shortened) shortened.add(epochDay(date));
    if (specialDaysOff)
      for (const { dates } of days.specialNonWorking) for (const date of dates) off.add(epochDay(date));
  }
  return (day) => {
    const workingWeekend = workingWeekends.has(day);
    return {
      off: off.has(day),
      workingWeekend,
      shortened: shortened.has(day),
      working: (weekdayOf(day) <= 5 && !off.has(day)) || workingWeekend,
      draft: calendar.years[yearOf(day)]?.status === 'draft',
    };
  };
}
