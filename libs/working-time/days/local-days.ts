import { CalendarYearMissing } from '../errors.js';
import { DAY_MS, epochDay, type LocalDate, localDateOf, yearOf } from '../calendar/local-date.js';
import { type EpochMs } from '../zone/local-time.js';

/** Why a closed stretch is closed: out of hours, a holiday or moved day off, or a weekday without hours at the weekend. */
export type ClosedReason = 'closed' | 'holiday' | 'weekend';
export const CLOSED_REASONS = ['closed', 'holiday', 'weekend'] as const;

/** One entry per local day, from the first compiled day on. */
export interface DayTable {
  readonly calendar: string;
  /** Epoch day of entry 0. */
  readonly firstDay: number;
  /** First instant of each day, and of the day after the last. */
  readonly start: Float64Array;
  /** Last closing of the hours that begin on the day; NaN when none do. */
  readonly closing: Float64Array;
  readonly working: Uint8Array;
  /** Index into CLOSED_REASONS. */
  readonly reason: Uint8Array;
  readonly draft: Uint8Array;
}

/** Local days as indexes 0…count-1 of the table. */
export class LocalDays {
  readonly count: number;
  /** Days of draft years before day i. */
  readonly #draftsBefore: Int32Array;
  constructor(readonly table: DayTable) {
    this.count = table.working.length;
    this.#draftsBefore = new Int32Array(this.count + 1);
    for (let i = 0; i < this.count; i += 1)
      this.#draftsBefore[i + 1] = this.#draftsBefore[i]! + table.draft[i]!;
  }

  missing(index: number): CalendarYearMissing {
    return new CalendarYearMissing(this.table.calendar, yearOf(this.table.firstDay + index));
  }
  /** @throws CalendarYearMissing */
  checked(index: number): number {
    if (!(index >= 0 && index < this.count)) throw this.missing(index);
    return index;
  }
  start(index: number): EpochMs {
    return this.table.start[index]!;
  }
  date(index: number): LocalDate {
    return localDateOf(this.table.firstDay + index);
  }
  /** Whether a day of [from, to] is of a draft year. Days that were not compiled rest on no calendar, so on no draft. */
  hasDraft(from: EpochMs, to: EpochMs): boolean {
    const first = this.table.start[0]!;
    const last = this.table.start[this.count]! - 1;
    if (to < first || from > last) return false;
    const until = this.indexOf(Math.min(to, last)) + 1;
    return this.#draftsBefore[until]! > this.#draftsBefore[this.indexOf(Math.max(from, first))]!;
  }
  reason(index: number): ClosedReason {
    return CLOSED_REASONS[this.table.reason[index]!]!;
  }
  /** The day that contains the instant, or the day of the date. @throws CalendarYearMissing */
  indexOf(day: EpochMs | LocalDate): number {
    if (typeof day === 'string') return this.checked(epochDay(day) - this.table.firstDay);
    if (!Number.isInteger(day)) throw new RangeError(`Not a whole number of milliseconds: ${day}`);
    const { start } = this.table;
    // Offsets move midnight by some hours at most, so the guess is off by one day, rarely two.
    let index = Math.floor((day - start[0]!) / DAY_MS);
    if (index < -2 || index > this.count + 2) throw this.missing(index);
    index = Math.min(Math.max(index, 0), this.count - 1);
    while (index > 0 && start[index]! > day) index -= 1;
    while (index < this.count - 1 && start[index + 1]! <= day) index += 1;
    if (day < start[0]!) throw this.missing(-1);
    if (day >= start[this.count]!) throw this.missing(this.count);
    return index;
  }
}
