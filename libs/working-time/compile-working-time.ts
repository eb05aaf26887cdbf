import { type CalendarDocument, calendarYears } from './calendar/calendar-document.js';
import { calendarDays } from './calendar/calendar-days.js';
import { DAY_MS, epochDay, weekdayOf, yearOf } from './calendar/local-date.js';
import { LocalDays } from './days/local-days.js';
import { WorkingDays } from './days/working-days.js';
import { CalendarYearMissing, ScheduleInvalid } from './errors.js';
import { dayPlanner } from './hours/day-plan.js';
import { mergeIntervals } from './hours/merge-intervals.js';
import { OpenHours } from './hours/open-hours.js';
import { type Schedule } from './schedule.js';
import { WorkingTime } from './working-time.js';
import { instantOf, zoneOffsets } from './zone/zone-offsets.js';

export interface WorkingTimeSource {
  readonly schedule: Schedule;
  readonly calendar: CalendarDocument;
  /** IANA name. */
  readonly zone: string;
  /** First and last year, inclusive; all years of the calendar when left out. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Whether the President's non-working days of 2020 and 2021 are off: no for terms of civil law, perhaps for staffing. */
  readonly specialDaysOff?: boolean | undefined;
}

const MINUTE_MS = 60_000;
/** Around the clock no calendar is needed: [1970, the last instant of ECMAScript). */
const ALWAYS_END = 8.64e15;

/**
 * Lays the schedule over the calendar in the zone, once; everything afterwards is searches in sorted arrays.
 * @throws CalendarYearMissing for a year of [from, to] that the calendar does not have
 * @throws ScheduleInvalid for hours that no day can have
 * @throws RangeError for an unknown zone
 */
export function compileWorkingTime(source: WorkingTimeSource): WorkingTime {
  const { schedule, calendar, zone } = source;
  const years = calendarYears(calendar);
  const from = source.from ?? years[0] ?? 1970;
  const to = source.to ?? years.at(-1) ?? 1970;
  if (from > to) throw new ScheduleInvalid(`years ${from}–${to}`);
  for (let year = from; year <= to; year += 1)
    if (!calendar.years[year]) throw new CalendarYearMissing(calendar.id, year);

  // The day before the first year is planned too: its night shift reaches into the first morning.
  const lead = calendar.years[from - 1] ? 1 : 0;
  const first = epochDay(`${from}-01-01`);
  const end = epochDay(`${to + 1}-01-01`);
  const count = end - first;
  const offsets = zoneOffsets(zone, (first - 3) * DAY_MS, (end + 3) * DAY_MS);
  const dayOf = calendarDays(calendar, source.specialDaysOff ?? false);
  const planner = dayPlanner(schedule);

  const start = new Float64Array(count + 1);
  for (let i = 0; i <= count; i += 1) start[i] = instantOf(offsets, (first + i) * DAY_MS);
  const closing = new Float64Array(count).fill(NaN);
  const working = new Uint8Array(count);
  const reason = new Uint8Array(count);
  const draft = new Uint8Array(count);
  const intervals: [number, number][] = [];
  for (let i = -lead; i < count; i += 1) {
    const midnight = (first + i) * DAY_MS;
    const day = dayOf(first + i);
    const plan = planner.plan(weekdayOf(first + i), day);
    for (const piece of plan.hours) {
      const opens = instantOf(offsets, midnight + piece.from * MINUTE_MS);
      const closes = instantOf(offsets, midnight + piece.to * MINUTE_MS);
      if (closes <= opens) continue; // wholly within the hour that the clocks skipped
      intervals.push([opens, closes]);
      if (i >= 0) closing[i] = closes;
    }
    if (i < 0) continue;
    const exists = start[i + 1]! > start[i]!; // Samoa had no 30 December 2011
    working[i] = day.working && exists ? 1 : 0;
    reason[i] = plan.reason;
    draft[i] = day.draft ? 1 : 0;
  }

  const days = new LocalDays({
    calendar: calendar.id,
    firstDay: first,
    start,
    closing,
    working,
    reason,
    draft,
  });
  const known =
    lead === 1 ? start[0]! : instantOf(offsets, first * DAY_MS + planner.reachesIntoNextDay * MINUTE_MS);
  const lastOffset = offsets.offset.at(-1)!;
  const hours =
    'always' in schedule
      ? new OpenHours(
          { calendar: calendar.id, from: 0, to: ALWAYS_END, yearOf: (at) => (at < 0 ? 1969 : 275760) },
          Float64Array.of(0),
          Float64Array.of(ALWAYS_END),
        )
      : new OpenHours(
          {
            calendar: calendar.id,
            from: known,
            to: start[count]!,
            yearOf: (at) =>
              at >= start[0]! && at < known ? from - 1 : yearOf(Math.floor((at + lastOffset) / DAY_MS)),
          },
          ...mergeIntervals(intervals, start[0]!, start[count]!),
        );
  return new WorkingTime(
    zone,
    { id: calendar.id, version: calendar.version },
    hours,
    new WorkingDays(days),
    days,
  );
}
