/**
 * Opening hours as this library needs them. The regulation's `Schedule` is assignable to it; it stands here because the
 * arithmetic must not depend on regulations.
 */
export interface WeeklyHours {
  /** ISO weekdays, 1 is Monday. */
  readonly days: readonly number[];
  /** `HH:MM`, local. */
  readonly from: string;
  /** `HH:MM` or `24:00`; an end before the start lies on the next day. */
  readonly to: string;
  /** Within the hours; a break before `from` lies on the next day (night shifts). */
  readonly breaks?: readonly (readonly [string, string])[] | undefined;
}

export interface WeeklySchedule {
  readonly weekly: readonly WeeklyHours[];
  /** Closed on the calendar's holidays (on weekends too) and on transferred days off. */
  readonly followsHolidays: boolean;
  /** Weekend days that the calendar makes working take the hours of the first weekday entry instead of their own. */
  readonly opensOnWorkingWeekends: boolean;
  /** The last closing of a shortened day comes one hour earlier (Labour Code art. 95). */
  readonly shortensPreHolidays: boolean;
}

export type Schedule = { readonly always: true } | WeeklySchedule;
