import {
  type CalendarDocument,
  calendarYears,
  compileWorkingTime,
  withDraftYears,
  type WorkingTime,
} from '#working-time';
import { type Regulation } from '../document/regulation.js';
import { type Schedule } from '../document/schedule.js';

/** How far past its last year a calendar is continued by drafts where a regulation allows it. */
export const DRAFT_YEARS = 20;

/**
 * Compiled working time, shared by all policies with the same schedule, calendar, zone and draft rule.
 *
 * Calendars are told apart by object and not by id and version, so that a draft under validation can't lend its days to the
 * published calendar of the same number.
 */
export class WorkingTimes {
  private readonly compiled = new WeakMap<CalendarDocument, Map<string, WorkingTime>>();

  /** @throws CalendarYearMissing, ScheduleInvalid, RangeError as `compileWorkingTime` does. */
  get(
    schedule: Schedule,
    calendar: CalendarDocument,
    { zone, beyondCalendar }: Pick<Regulation, 'zone' | 'beyondCalendar'>,
  ): WorkingTime {
    const ofCalendar = this.compiled.get(calendar) ?? new Map<string, WorkingTime>();
    this.compiled.set(calendar, ofCalendar);
    const key = `${zone} ${beyondCalendar} ${hoursKey(schedule)}`;
    const known = ofCalendar.get(key);
    if (known) return known;
    const last = calendarYears(calendar).at(-1) ?? 0;
    const years = beyondCalendar === 'draft' ? withDraftYears(calendar, last, last + DRAFT_YEARS) : calendar;
    const fresh = compileWorkingTime({ schedule, calendar: years, zone });
    ofCalendar.set(key, fresh);
    return fresh;
  }
}

/** The hours alone: two schedules that differ in the origin of their figures are one. */
function hoursKey(schedule: Schedule): string {
  if ('always' in schedule) return 'always';
  const { weekly, followsHolidays, opensOnWorkingWeekends, shortensPreHolidays } = schedule;
  return JSON.stringify([weekly, followsHolidays, opensOnWorkingWeekends, shortensPreHolidays]);
}
