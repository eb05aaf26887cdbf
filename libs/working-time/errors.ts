/**
 * The answer needs a year that the calendar does not have. Never replaced by a guess: a deadline computed on plain Mon–Fri
 * would be wrong without anyone noticing. Where the regulation allows drafts, see `withDraftYears`.
 */
export class CalendarYearMissing extends Error {
  readonly code = 'calendar-year-missing';
  constructor(
    readonly calendar: string,
    readonly year: number,
  ) {
    super(`Calendar '${calendar}' has no year ${year}`);
    this.name = 'CalendarYearMissing';
  }
}

/** The calendar document contradicts itself or its own law; `problems` name every finding. */
export class CalendarInvalid extends Error {
  readonly code = 'calendar-invalid';
  constructor(readonly problems: readonly { readonly code: string; readonly at: string }[]) {
    super(`Calendar is invalid: ${JSON.stringify(problems)}`);
    this.name = 'CalendarInvalid';
  }
}

/** The schedule can't be compiled; `detail` is for the developer, the regulation's validator speaks to people. */
export class ScheduleInvalid extends Error {
  readonly code = 'schedule-invalid';
  constructor(readonly detail: string) {
    super(`Schedule is invalid: ${detail}`);
    this.name = 'ScheduleInvalid';
  }
}
