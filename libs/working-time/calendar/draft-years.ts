import { type CalendarDocument, type CalendarYear } from './calendar-document.js';
import { deriveYear } from './derive-year.js';

/** A year that no act has settled yet: the law alone, no transfers. Promises that touch it are provisional. */
export const draftYear = (calendar: CalendarDocument, year: number): CalendarYear => ({
  status: 'draft',
  transfers: [],
  extraHolidays: [],
  specialNonWorking: [],
  ...deriveYear(calendar.law, year),
});

/**
 * The calendar with every missing year of [from, to] derived as a draft; years that it has stay as they are. The decree takes further
 * days off and swaps some, so a draft has no fewer working days than the year will have: it errs towards the earlier due date.
 */
export function withDraftYears(calendar: CalendarDocument, from: number, to: number): CalendarDocument {
  const years: Record<string, CalendarYear> = { ...calendar.years };
  for (let year = from; year <= to; year += 1) years[year] ??= draftYear(calendar, year);
  return { ...calendar, years };
}

/** Mon–Fri, no holidays at all: for schedules without a production calendar. */
export const plainCalendar = (from: number, to: number): CalendarDocument =>
  approvedAsDerived(
    {
      id: 'none',
      version: 1,
      title: { ru: 'Без праздников', en: 'No holidays' },
      law: {
        act: 'none',
        holidays: [],
        easterOffsets: [],
        holidayOnWeekend: 'stays',
        notMoved: [],
        shortensBeforeHolidays: false,
      },
      years: {},
    },
    from,
    to,
  );

function approvedAsDerived(calendar: CalendarDocument, from: number, to: number): CalendarDocument {
  const drafted = withDraftYears(calendar, from, to);
  const years = Object.entries(drafted.years).map(([year, days]) => [
    year,
    { ...days, status: 'approved' as const },
  ]);
  return { ...drafted, years: Object.fromEntries(years) as CalendarDocument['years'] };
}
