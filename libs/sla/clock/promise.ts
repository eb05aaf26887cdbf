import { type Amount } from '#regulation';
import { type Pause, type WorkingTime } from '#working-time';
import { dueOf, MINUTE_MS } from './due.js';
import { type ClockTerms, isCalendarTime } from './terms.js';

/** What is told to the customer, and when to warn. Epoch ms. */
export interface ClockPromise {
  readonly dueAt: number;
  readonly expectedAt?: number;
  readonly warnAt?: number;
  /** Rests on a draft of a calendar. */
  readonly provisional: boolean;
}

export interface PromiseMoment {
  /** The clock that the decider was given. */
  readonly now: number;
  /** A clock that warned already warns again only at an instant that still lies ahead. */
  readonly warned?: boolean;
}

/**
 * The promise of a clock that runs: every pause must be over.
 *
 * No instant of a promise precedes the decision that makes it: what the terms put before `now` is due at `now`.
 */
export function promiseOf(
  terms: ClockTerms,
  pauses: readonly Pause[],
  hours: WorkingTime,
  moment: PromiseMoment,
): ClockPromise {
  const dueAt = Math.max(running(terms, pauses, hours), moment.now);
  const expectedAt = terms.expected && running({ ...terms, rule: { amount: terms.expected } }, pauses, hours);
  const warnAt = warnOf(terms, dueAt, hours, moment);
  return {
    dueAt,
    ...(expectedAt !== undefined && expectedAt >= moment.now && { expectedAt }),
    ...(warnAt !== undefined && { warnAt }),
    provisional: !isCalendarTime(terms.rule) && hours.isProvisional(terms.startsAt, dueAt),
  };
}

/** What is left of the terms when the clock begins to stand at `at`. */
export function remainingOf(
  terms: ClockTerms,
  pauses: readonly Pause[],
  hours: WorkingTime,
  at: number,
): { readonly value: number; readonly unit: 'milliseconds' | 'working-days' } {
  const due = dueOf(terms, [...pauses, { from: at }], hours);
  const unit =
    'amount' in terms.rule && terms.rule.amount.unit === 'working-days' ? 'working-days' : 'milliseconds';
  return { value: due.state === 'paused' ? Math.max(0, due.remaining) : 0, unit };
}

function running(terms: ClockTerms, pauses: readonly Pause[], hours: WorkingTime): number {
  const due = dueOf(terms, pauses, hours);
  if (due.state === 'paused') throw new RangeError('a clock that stands has no due instant');
  return due.dueAt;
}

/**
 * Warnings fall into opening hours: before the due instant on the clock's own schedule, and where that is past already at the
 * opening after the decision, since nobody is there to be warned at night.
 */
function warnOf(
  terms: ClockTerms,
  dueAt: number,
  hours: WorkingTime,
  { now, warned }: PromiseMoment,
): number | undefined {
  if (terms.warnBefore === undefined) return undefined;
  const natural = before(dueAt, terms.warnBefore, terms, hours);
  if (natural >= Math.max(now, terms.startsAt)) return natural;
  const opening = isCalendarTime(terms.rule) ? now : hours.nextOpening(Math.max(now, terms.startsAt));
  return warned === true || opening >= dueAt ? undefined : opening;
}

function before(due: number, { value, unit }: Amount, terms: ClockTerms, hours: WorkingTime): number {
  switch (unit) {
    case 'working-minutes':
      return hours.subtract(due, value * MINUTE_MS);
    case 'calendar-minutes':
      return due - value * MINUTE_MS;
    case 'calendar-days':
      return due - value * 1440 * MINUTE_MS;
    case 'working-days':
      return openingDaysBefore(terms.dayEnds === 'midnight' ? due - 1 : due, value, hours);
    default:
      return unit satisfies never;
  }
}

/** The opening of the day that lies so many days with opening hours before the last one. */
function openingDaysBefore(lastDay: number, days: number, hours: WorkingTime): number {
  let midnight = startOfDay(lastDay, hours);
  for (let back = 0; back < days; back += 1) midnight = startOfDay(hours.subtract(midnight, 1), hours);
  return hours.nextOpening(midnight);
}

/** First instant of the local day of `at`: the last day boundary that is not after it. */
function startOfDay(at: number, hours: WorkingTime): number {
  let midnight = hours.endOfDay(at - 2 * 1440 * MINUTE_MS);
  for (let next = hours.endOfDay(midnight); next <= at; next = hours.endOfDay(midnight)) midnight = next;
  return midnight;
}
