import { type LocalDate } from '../calendar/local-date.js';
import { type EpochMs } from '../zone/local-time.js';
import { type LocalDays } from './local-days.js';

/**
 * How a term in days ends.
 * - `closing`: at the last closing of that day, inclusive (an act at the organisation's premises, Civil Code art. 194(1));
 * - `midnight`: at its 24:00, given as the first instant of the next day, exclusive.
 */
export type DayEnds = 'closing' | 'midnight';

/** Whether an act at `at` misses a term that ends at `due`. Terms in hours end as `closing` does: at the instant is in time. */
export const isLate = (at: EpochMs, due: EpochMs, ends: DayEnds = 'closing'): boolean =>
  ends === 'midnight' ? at >= due : at > due;

/**
 * Working days of the production calendar, numbered. They are the calendar's, not the desk's: a Saturday made working counts even
 * for a desk that stays closed on it.
 */
export class WorkingDays {
  /** rank[i]: working days among days 0…i. */
  readonly #rank: Int32Array;
  readonly #nth: Int32Array;

  constructor(readonly days: LocalDays) {
    const { working } = days.table;
    this.#rank = new Int32Array(working.length);
    const nth: number[] = [];
    for (let i = 0; i < working.length; i += 1) {
      if (working[i] === 1) nth.push(i);
      this.#rank[i] = nth.length;
    }
    this.#nth = Int32Array.from(nth);
  }

  isWorking(index: number): boolean {
    return this.days.table.working[this.days.checked(index)] === 1;
  }
  /** Working days up to and including the day; 0 for the day before the first. */
  rank(index: number): number {
    return index === -1 ? 0 : this.#rank[this.days.checked(index)]!;
  }
  /** The n-th working day after the day. @throws CalendarYearMissing */
  after(index: number, n: number): number {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`Not a positive number of working days: ${n}`);
    const day = this.#nth[this.rank(index) + n - 1];
    if (day === undefined) throw this.days.missing(this.days.count);
    return day;
  }
  /** Where a term that ends on the day is due; without hours on that day, the closing of the next day that has some. */
  endOf(index: number, ends: DayEnds): EpochMs {
    if (ends === 'midnight') return this.days.start(index + 1);
    for (let i = index; i < this.days.count; i += 1) {
      const closing = this.days.table.closing[i]!;
      if (!Number.isNaN(closing)) return closing;
    }
    throw this.days.missing(this.days.count);
  }
  /** Working days that lie wholly in [from, to). */
  wholeInside(from: EpochMs, to: EpochMs): number {
    if (to <= from) return 0;
    const first = this.days.indexOf(from);
    const firstWhole = this.days.start(first) >= from ? first : first + 1;
    const end = to === this.days.start(this.days.count) ? this.days.count : this.days.indexOf(to);
    return Math.max(0, this.rank(end - 1) - this.rank(firstWhole - 1));
  }
  dateOf(day: EpochMs | LocalDate): LocalDate {
    return this.days.date(this.days.indexOf(day));
  }
}
