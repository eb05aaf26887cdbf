import { plainCalendar } from '../calendar/draft-years.js';
import { builtInCalendars } from '../calendars/index.js';
import { compileWorkingTime } from '../compile-working-time.js';
import { dueAfter, elapsed } from '../pauses/hour-terms.js';
import { type WorkingTime } from '../working-time.js';
import { localDateTime, parseInstant } from '../zone/local-time.js';
import { type CaseFile, caseFile, type WorkingTimeCase } from './case-file.js';

export interface WrongCase {
  readonly section: string;
  /** From 1, within the section. */
  readonly number: number;
  readonly case: WorkingTimeCase;
  readonly expected: string;
  readonly actual: string;
}

const MINUTE_MS = 60_000;
/** Sections in which shortened days close one hour earlier. */
const SHORTENED = new Set(['shortenedAdd', 'shortenedDiff']);
/** `none` has no holidays in any year that cases are about. */
const noHolidays = plainCalendar(2000, 2040);

/**
 * Answers every case of a case file and compares.
 * @param json the parsed file
 * @throws ZodError when it has another shape
 */
export function checkWorkingTimeCases(json: unknown): {
  readonly right: number;
  readonly wrong: readonly WrongCase[];
} {
  const file = caseFile.parse(json);
  const timeFor = compiler(file);
  const wrong: WrongCase[] = [];
  let right = 0;
  for (const [section, cases] of Object.entries(file.cases))
    for (const [index, one] of cases.entries()) {
      const { expected, actual } = answer(one, SHORTENED.has(section), timeFor);
      if (expected === actual) right += 1;
      else wrong.push({ section, number: index + 1, case: one, expected, actual });
    }
  return { right, wrong };
}

type TimeFor = (
  schedule: string,
  calendar: 'ru' | 'none',
  zone: string | undefined,
  shortens: boolean,
) => WorkingTime;

/** Working Saturdays count in every section that meets one. */
function compiler({ schedules, meta }: CaseFile): TimeFor {
  const compiled = new Map<string, WorkingTime>();
  return (name, calendar, zone = zoneOf(meta?.timeZone), shortens) => {
    const key = [name, calendar, zone, shortens].join(' ');
    const known = compiled.get(key);
    if (known) return known;
    const hours = name === TERM_SCHEDULE ? TERM_HOURS : schedules[name];
    if (!hours) throw new RangeError(`No schedule '${name}' in the file`);
    const { weekdays, start, end, breaks } = hours;
    const time = compileWorkingTime({
      schedule: {
        weekly: [{ days: weekdays, from: start, to: end, breaks }],
        followsHolidays: true,
        opensOnWorkingWeekends: true,
        shortensPreHolidays: shortens,
      },
      calendar: calendar === 'none' ? noHolidays : builtInCalendars.ru,
      zone,
    });
    compiled.set(key, time);
    return time;
  };
}

/** The zone stands before a remark: `Europe/Moscow (section dst names its own)`. */
const zoneOf = (text = 'Europe/Moscow') => text.split(' ')[0]!;

/** Day terms name no schedule: their closing is 18:00 (a name that no file uses). */
const TERM_SCHEDULE = ' day terms';
const TERM_HOURS = { weekdays: [1, 2, 3, 4, 5], start: '10:00', end: '18:00', breaks: undefined };

function answer(
  one: WorkingTimeCase,
  shortens: boolean,
  timeFor: TimeFor,
): { expected: string; actual: string } {
  const attempt = (expected: string, actual: () => string) => {
    try {
      return { expected, actual: actual() };
    } catch (error) {
      return { expected, actual: String(error) };
    }
  };
  const atInstant = (zone: string, expected: string, actual: () => number) =>
    attempt(localDateTime(parseInstant(expected), zone), () => localDateTime(actual(), zone));

  if ('receivedAt' in one) {
    const time = timeFor(TERM_SCHEDULE, 'ru', one.timeZone, false);
    const shortened = timeFor(TERM_SCHEDULE, 'ru', one.timeZone, true);
    const received = parseInstant(one.receivedAt);
    const n = one.workingDays;
    const instants = [one.due24h, one.dueAtClosing1800, one.dueAtClosingShortened].map(parseInstant);
    const inZone = (at: number) => localDateTime(at, time.zone);
    return attempt([one.dueDate, ...instants.map(inZone)].join(' '), () =>
      [
        time.workingDayDate(received, n),
        inZone(time.workingDay(received, n, { ends: 'midnight' })),
        inZone(time.workingDay(received, n, { ends: 'closing' })),
        inZone(shortened.workingDay(received, n, { ends: 'closing' })),
      ].join(' '),
    );
  }
  const time = timeFor(one.schedule, one.calendar, one.timeZone, shortens);
  if ('at' in one)
    return atInstant(time.zone, one.expectedNextOpen, () => time.nextOpening(parseInstant(one.at)));
  const start = parseInstant(one.start);
  const pauses = (one.pauses ?? []).map(([from, to]) => ({ from: parseInstant(from), to: parseInstant(to) }));
  if ('end' in one)
    return attempt(String(one.expectedWorkingMinutes), () =>
      String(elapsed(time, start, parseInstant(one.end), pauses) / MINUTE_MS),
    );
  return atInstant(time.zone, one.expectedEnd, () => {
    const due = dueAfter(time, start, one.addWorkingMinutes * MINUTE_MS, pauses);
    if (due.state !== 'running') throw new RangeError('A closed pause leaves the clock running');
    return due.dueAt;
  });
}
