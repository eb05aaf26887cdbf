export * from './errors.js';
export * from './schedule.js';
export {
  type CalendarDocument,
  calendarDocument,
  type CalendarYear,
  calendarYears,
  type HolidayLaw,
} from './calendar/calendar-document.js';
export {
  type CalendarProblem,
  type CalendarProblemCode,
  calendarProblems,
  parseCalendar,
} from './calendar/calendar-problems.js';
export { draftYear, plainCalendar, withDraftYears } from './calendar/draft-years.js';
export { type LocalDate } from './calendar/local-date.js';
export { builtInCalendars } from './calendars/index.js';
export { compileWorkingTime, type WorkingTimeSource } from './compile-working-time.js';
export { type ClosedReason } from './days/local-days.js';
export { type DayEnds, isLate } from './days/working-days.js';
export { type Stretch } from './hours/tile.js';
export { dueAfterWorkingDays } from './pauses/day-terms.js';
export { dueAfter, elapsed } from './pauses/hour-terms.js';
export { type Due, mergePauses, type Pause } from './pauses/pauses.js';
export { type DayTermOptions, WorkingTime } from './working-time.js';
export * from './zone/local-time.js';
export { checkWorkingTimeCases, type WrongCase } from './check/check-cases.js';

/** `en.json` and `ru.json` with the texts of calendar problems, by code. */
export const calendarMessagesFolder = new URL('./messages/', import.meta.url);
