import { type CalendarDay } from '../calendar/calendar-days.js';
import { CLOSED_REASONS, type ClosedReason } from '../days/local-days.js';
import { type Schedule } from '../schedule.js';
import { dayHours, type MinuteRange, modelWeekday } from './day-hours.js';

export interface DayPlan {
  readonly hours: readonly MinuteRange[];
  /** Index into CLOSED_REASONS: why the rest of the day is closed. */
  readonly reason: number;
}

export interface DayPlanner {
  readonly plan: (weekday: number, day: CalendarDay) => DayPlan;
  /** Minutes by which the latest hours reach beyond midnight. */
  readonly reachesIntoNextDay: number;
}

const DAY = 1440;
const reasonIndex = (reason: ClosedReason) => CLOSED_REASONS.indexOf(reason);

/** The rule of a day: calendar over weekday. Seven weekdays in two lengths are all the hours there are. */
export function dayPlanner(schedule: Schedule): DayPlanner {
  if ('always' in schedule) {
    const plan = { hours: [{ from: 0, to: DAY }], reason: reasonIndex('closed') };
    return { plan: () => plan, reachesIntoNextDay: 0 };
  }
  const weekdays = [0, 1, 2, 3, 4, 5, 6, 7];
  const full = weekdays.map((weekday) => dayHours(schedule, weekday, false));
  const short = weekdays.map((weekday) => dayHours(schedule, weekday, true));
  const model = modelWeekday(schedule);
  const plan = (weekday: number, day: CalendarDay): DayPlan => {
    if (schedule.followsHolidays && day.off) return { hours: [], reason: reasonIndex('holiday') };
    const like = schedule.opensOnWorkingWeekends && day.workingWeekend ? (model ?? weekday) : weekday;
    const hours = (schedule.shortensPreHolidays && day.shortened ? short : full)[like]!;
    const weekend = weekday > 5 && !day.workingWeekend && hours.length === 0;
    return { hours, reason: reasonIndex(weekend ? 'weekend' : 'closed') };
  };
  const reach = full.flat().reduce((latest, piece) => Math.max(latest, piece.to - DAY), 0);
  return { plan, reachesIntoNextDay: reach };
}
