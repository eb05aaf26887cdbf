import {
  type CalendarDocument,
  calendarDocument,
  type CalendarYear,
  calendarYears,
} from './calendar-document.js';
import { type DerivedDays, deriveYear, holidaysOf } from './derive-year.js';
import { epochDay, weekdayOf } from './local-date.js';
import { CalendarInvalid } from '../errors.js';

/** Each code has its text in the messages folder. */
export type CalendarProblemCode =
  | 'shape'
  | 'years-have-gap'
  | 'outside-year'
  | 'listed-twice'
  | 'day-off-on-weekend'
  | 'working-weekend-on-weekday'
  | 'shortened-not-working'
  | 'special-not-working'
  | 'transfers-without-act'
  | 'transfer-from-weekday'
  | 'transfer-to-non-working'
  | 'day-off-unexplained'
  | 'day-off-missing'
  | 'working-weekend-unexplained'
  | 'working-weekend-missing'
  | 'shortened-unexplained'
  | 'shortened-missing';

export interface CalendarProblem {
  readonly code: CalendarProblemCode;
  /** The date or year, or the path of a field for `shape`. */
  readonly at: string;
}

/**
 * Contradictions of a calendar, with itself and with its own law and transfers: a day off that no holiday and no transfer explains, or
 * one that is missing, is a slip of the pen. Empty when there are none.
 */
export function calendarProblems(calendar: CalendarDocument): CalendarProblem[] {
  const years = calendarYears(calendar);
  const gaps = years.flatMap((year, i) =>
    i > 0 && year - years[i - 1]! > 1 ? [{ code: 'years-have-gap' as const, at: String(year - 1) }] : [],
  );
  return [...gaps, ...years.flatMap((year) => yearProblems(calendar, year, calendar.years[year]!))];
}

/** @throws CalendarInvalid with every problem of the shape, or else of the content */
export function parseCalendar(json: unknown): CalendarDocument {
  const parsed = calendarDocument.safeParse(json);
  const problems: CalendarProblem[] = parsed.success
    ? calendarProblems(parsed.data)
    : parsed.error.issues.map((issue) => ({ code: 'shape', at: issue.path.join('.') }));
  if (!parsed.success || problems.length > 0) throw new CalendarInvalid(problems);
  return parsed.data;
}

function yearProblems(calendar: CalendarDocument, year: number, days: CalendarYear): CalendarProblem[] {
  const problems: CalendarProblem[] = [];
  const report = (code: CalendarProblemCode, dates: Iterable<string>) => {
    for (const at of dates) problems.push({ code, at });
  };
  const special = days.specialNonWorking.flatMap((group) => group.dates);
  const transfersFrom = days.transfers.map(({ from }) => from);
  const transfersTo = days.transfers.map(({ to }) => to);
  const extra = days.extraHolidays.map(({ date }) => date);
  const lists = [
    days.daysOff,
    days.workingWeekends,
    days.shortened,
    special,
    transfersFrom,
    transfersTo,
    extra,
  ];
  for (const list of lists) {
    report(
      'outside-year',
      list.filter((date) => !date.startsWith(`${year}-`)),
    );
    report(
      'listed-twice',
      list.filter((date, i) => list.indexOf(date) !== i),
    );
  }
  // Derivation needs days of this year; with others in it, its findings would only repeat the mistake.
  if (problems.length > 0) return problems;

  const isWeekend = (date: string) => weekdayOf(epochDay(date)) > 5;
  const off = new Set(days.daysOff);
  const workingWeekends = new Set(days.workingWeekends);
  const isWorking = (date: string) => workingWeekends.has(date) || (!isWeekend(date) && !off.has(date));
  const holidays = holidaysOf(calendar.law, year, extra);
  report('day-off-on-weekend', days.daysOff.filter(isWeekend));
  report(
    'working-weekend-on-weekday',
    days.workingWeekends.filter((date) => !isWeekend(date)),
  );
  report(
    'shortened-not-working',
    days.shortened.filter((date) => !isWorking(date)),
  );
  report(
    'special-not-working',
    special.filter((date) => !isWorking(date)),
  );
  if (days.transfers.length > 0 && !days.act) report('transfers-without-act', [String(year)]);
  report(
    'transfer-from-weekday',
    transfersFrom.filter((date) => !isWeekend(date)),
  );
  report(
    'transfer-to-non-working',
    transfersTo.filter((date) => isWeekend(date) || holidays.has(epochDay(date))),
  );

  const derived = deriveYear(calendar.law, year, days.transfers, days.extraHolidays);
  const compare = (
    field: keyof DerivedDays,
    unexplained: CalendarProblemCode,
    missing: CalendarProblemCode,
  ) => {
    const reported = new Set(problems.map(({ at }) => at));
    report(unexplained, difference(days[field], [...derived[field], ...reported]));
    report(missing, difference(derived[field], [...days[field], ...reported]));
  };
  compare('daysOff', 'day-off-unexplained', 'day-off-missing');
  compare('workingWeekends', 'working-weekend-unexplained', 'working-weekend-missing');
  compare('shortened', 'shortened-unexplained', 'shortened-missing');
  return problems;
}

function difference(dates: readonly string[], without: readonly string[]): string[] {
  const excluded = new Set(without);
  return dates.filter((date) => !excluded.has(date));
}
