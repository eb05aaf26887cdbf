import { CalendarYearMissing } from '../errors.js';
import { type EpochMs } from '../zone/local-time.js';
import { SortedSearch } from './sorted-search.js';

/** What the intervals are valid for, and how to name what lies outside. */
export interface CompiledSpan {
  readonly calendar: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** The calendar year to name for an instant outside. */
  readonly yearOf: (at: EpochMs) => number;
}

/**
 * Open intervals [start, end) with prefix sums: start[i] opens, workBefore[i] is the open time before it. Everything else is
 * W(t), the open time before t: differences of W are additive and exact, so no rounding and no step by day or minute occurs.
 */
export class OpenHours {
  readonly #start: Float64Array;
  readonly #end: Float64Array;
  readonly #workBefore: Float64Array;
  readonly #byStart: SortedSearch;
  readonly #byWork: SortedSearch;
  readonly #total: number;

  /** Intervals ascending, disjoint and not touching. */
  constructor(
    readonly span: CompiledSpan,
    start: Float64Array,
    end: Float64Array,
  ) {
    this.#start = start;
    this.#end = end;
    this.#workBefore = new Float64Array(start.length);
    let work = 0;
    for (let i = 0; i < start.length; i += 1) {
      this.#workBefore[i] = work;
      work += end[i]! - start[i]!;
    }
    this.#total = work;
    this.#byStart = new SortedSearch(start);
    this.#byWork = new SortedSearch(this.#workBefore);
  }

  #checked(at: EpochMs): EpochMs {
    if (!Number.isInteger(at)) throw new RangeError(`Not a whole number of milliseconds: ${at}`);
    if (at < this.span.from || at > this.span.to) throw this.#missing(at);
    return at;
  }
  #missing(at: EpochMs) {
    return new CalendarYearMissing(this.span.calendar, this.span.yearOf(at));
  }
  /** W(t). */
  #workUntil(at: EpochMs): number {
    const i = this.#byStart.lastAtOrBelow(this.#checked(at));
    return i < 0 ? 0 : this.#workBefore[i]! + Math.min(at, this.#end[i]!) - this.#start[i]!;
  }
  #amount(ms: number): number {
    if (!Number.isInteger(ms) || ms < 0)
      throw new RangeError(`Not a whole, non-negative number of milliseconds: ${ms}`);
    return ms;
  }

  add(at: EpochMs, ms: number): EpochMs {
    if (this.#amount(ms) === 0) return this.#checked(at);
    const work = this.#workUntil(at) + ms;
    if (work > this.#total) throw this.#missing(this.span.to);
    // Integers: the last interval with less work before it than `work` is the last one with at most `work - 1`.
    const i = this.#byWork.lastAtOrBelow(work - 1);
    return this.#start[i]! + work - this.#workBefore[i]!;
  }

  subtract(at: EpochMs, ms: number): EpochMs {
    if (this.#amount(ms) === 0) return this.#checked(at);
    const work = this.#workUntil(at) - ms;
    if (work < 0) throw this.#missing(this.span.from - 1);
    const i = this.#byWork.lastAtOrBelow(work);
    return this.#start[i]! + work - this.#workBefore[i]!;
  }

  between(from: EpochMs, to: EpochMs): number {
    return this.#workUntil(to) - this.#workUntil(from);
  }

  isOpen(at: EpochMs): boolean {
    const i = this.#byStart.lastAtOrBelow(this.#checked(at));
    return i >= 0 && at < this.#end[i]!;
  }

  nextOpening(at: EpochMs): EpochMs {
    const i = this.#byStart.lastAtOrBelow(this.#checked(at));
    if (i >= 0 && at < this.#end[i]!) return at;
    const next = this.#start[i + 1];
    if (next === undefined) throw this.#missing(this.span.to);
    return next;
  }

  openedBefore(at: EpochMs): EpochMs | undefined {
    const i = this.#byStart.lastAtOrBelow(this.#checked(at) - 1);
    return i < 0 ? undefined : this.#start[i]!;
  }

  /** Open intervals that meet [from, to), cut to it. */
  *openWithin(from: EpochMs, to: EpochMs): Generator<{ readonly from: EpochMs; readonly to: EpochMs }> {
    this.#checked(to);
    let i = Math.max(0, this.#byStart.lastAtOrBelow(this.#checked(from)));
    for (; i < this.#start.length && this.#start[i]! < to; i += 1)
      if (this.#end[i]! > from && from < to)
        yield { from: Math.max(from, this.#start[i]!), to: Math.min(to, this.#end[i]!) };
  }
}
