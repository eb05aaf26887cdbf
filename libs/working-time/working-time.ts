import { type LocalDate } from './calendar/local-date.js';
import { type LocalDays } from './days/local-days.js';
import { type DayEnds, type WorkingDays } from './days/working-days.js';
import { type OpenHours } from './hours/open-hours.js';
import { type Stretch, tile } from './hours/tile.js';
import { type EpochMs } from './zone/local-time.js';

export interface DayTermOptions {
  readonly ends: DayEnds;
  /** Receipt out of hours counts as receipt at the next opening. */
  readonly receiptRollsForward?: boolean | undefined;
}

/**
 * One schedule on one calendar in one zone, compiled. Instants and lengths are whole milliseconds; anything else is a RangeError.
 * Every method throws CalendarYearMissing when the answer needs a year that was not compiled.
 */
export class WorkingTime {
  constructor(
    readonly zone: string,
    /** Id and version of the calendar, for the record of a promise. */
    readonly calendar: { readonly id: string; readonly version: number },
    private readonly hours: OpenHours,
    private readonly workingDays: WorkingDays,
    private readonly days: LocalDays,
  ) {}

  /**
   * The earliest instant with `ms` of open time since `at`: work that ends at closing time is due at the closing, not at the next
   * opening (RT's Business::Hours answers the latter, 16 hours late). 0 gives `at` itself.
   */
  add(at: EpochMs, ms: number): EpochMs {
    return this.hours.add(at, ms);
  }
  /** The latest instant with `ms` of open time until `at`. 0 gives `at` itself. */
  subtract(at: EpochMs, ms: number): EpochMs {
    return this.hours.subtract(at, ms);
  }
  /** Open time in [from, to), in ms; negative when `to` is before `from`. */
  between(from: EpochMs, to: EpochMs): number {
    return this.hours.between(from, to);
  }
  isOpen(at: EpochMs): boolean {
    return this.hours.isOpen(at);
  }
  /** `at` while open, else the next opening: where a clock starts. */
  nextOpening(at: EpochMs): EpochMs {
    return this.hours.nextOpening(at);
  }
  /** The last opening before `at`. */
  openedBefore(at: EpochMs): EpochMs | undefined {
    return this.hours.openedBefore(at);
  }
  /** [from, to) tiled without gap or overlap; neighbours differ in `open` or `reason`. */
  stretches(from: EpochMs, to: EpochMs): Stretch[] {
    return tile(this.hours, this.days, from, to);
  }

  /** The day that the zone's calendar shows. */
  dateOf(at: EpochMs): LocalDate {
    return this.days.date(this.days.indexOf(at));
  }
  isWorkingDay(day: EpochMs | LocalDate): boolean {
    return this.workingDays.isWorking(this.days.indexOf(day));
  }
  /**
   * Whether a day of [from, to] belongs to a year whose calendar is a draft: a promise on it is provisional. Never throws for a missing
   * year: around the clock there is a due instant beyond the calendar, and no draft behind it.
   */
  isProvisional(from: EpochMs, to: EpochMs): boolean {
    return this.days.hasDraft(from, to);
  }
  /** Day 0 of a term: the day of receipt (Civil Code art. 191), or that of the next opening where receipt rolls forward. */
  receiptDay(received: EpochMs | LocalDate, rollsForward = false): LocalDate {
    return this.days.date(this.receiptIndex(received, rollsForward));
  }
  /**
   * Where a term of n ≥ 1 working days ends. The day of receipt is day 0 whatever the hour; only the calendar's working days
   * count. `closing` is inclusive, `midnight` exclusive: compare with `isLate`.
   */
  workingDay(received: EpochMs | LocalDate, n: number, options: DayTermOptions): EpochMs {
    const receipt = this.receiptIndex(received, options.receiptRollsForward ?? false);
    return this.workingDays.endOf(this.workingDays.after(receipt, n), options.ends);
  }
  /** The date on which a term of n ≥ 1 working days ends. */
  workingDayDate(received: EpochMs | LocalDate, n: number, receiptRollsForward = false): LocalDate {
    return this.days.date(this.workingDays.after(this.receiptIndex(received, receiptRollsForward), n));
  }
  /**
   * Where a term of n ≥ 1 calendar days ends, the day of receipt being day 0. A last day that is not a working day moves to the next
   * one where asked (Civil Code art. 193).
   */
  calendarDay(
    received: EpochMs | LocalDate,
    n: number,
    options: DayTermOptions & { readonly toWorkingDay: boolean },
  ): EpochMs {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`Not a positive number of days: ${n}`);
    const last = this.days.checked(this.receiptIndex(received, options.receiptRollsForward ?? false) + n);
    const day =
      options.toWorkingDay && !this.workingDays.isWorking(last) ? this.workingDays.after(last, 1) : last;
    return this.workingDays.endOf(day, options.ends);
  }
  /** Working days after the first day up to and including the second: n for a receipt and its n-th working day. */
  workingDaysBetween(from: EpochMs | LocalDate, to: EpochMs | LocalDate): number {
    return this.workingDays.rank(this.days.indexOf(to)) - this.workingDays.rank(this.days.indexOf(from));
  }
  /** Working days that lie wholly in [from, to), from 00:00 to 24:00: those by which a pause moves a term in days. */
  wholeWorkingDays(from: EpochMs, to: EpochMs): number {
    return this.workingDays.wholeInside(from, to);
  }
  /** First instant of the day after the one of `day`. */
  endOfDay(day: EpochMs | LocalDate): EpochMs {
    return this.days.start(this.days.indexOf(day) + 1);
  }

  private receiptIndex(received: EpochMs | LocalDate, rollsForward: boolean): number {
    const rolled = rollsForward && typeof received === 'number' ? this.hours.nextOpening(received) : received;
    return this.days.indexOf(rolled);
  }
}
