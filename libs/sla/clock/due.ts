import { type Amount } from '#regulation';
import {
  dueAfter,
  dueAfterWorkingDays,
  type Due,
  mergePauses,
  type Pause,
  type WorkingTime,
} from '#working-time';
import { type ClockTerms } from './terms.js';

export const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/**
 * When the terms are over, or what remains while the last pause is still open: milliseconds, or whole days for terms in working days.
 *
 * Pauses keep their place in the calendar and are measured anew in the terms' own unit, so that a pause in closed time moves nothing
 * and a change of terms loses none. Only pauses begun before the due instant reached so far count.
 */
export function dueOf(terms: ClockTerms, pauses: readonly Pause[], hours: WorkingTime): Due<number> {
  const { rule, startsAt } = terms;
  return 'promisedAt' in rule
    ? dueOfPromise(startsAt, rule.promisedAt, pauses, hours)
    : dueOfAmount(terms, rule.amount, pauses, hours);
}

function dueOfAmount(
  { startsAt, dayEnds }: ClockTerms,
  { value, unit }: Amount,
  pauses: readonly Pause[],
  hours: WorkingTime,
): Due<number> {
  switch (unit) {
    case 'working-minutes':
      return dueAfter(hours, startsAt, value * MINUTE_MS, pauses);
    case 'working-days':
      return dueAfterWorkingDays(hours, startsAt, value, pauses, { ends: dayEnds ?? 'closing' });
    case 'calendar-minutes':
      return dueAfterWallTime(startsAt, value * MINUTE_MS, pauses);
    case 'calendar-days':
      return dayEnds === undefined
        ? dueAfterWallTime(startsAt, value * DAY_MS, pauses)
        : dueAfterCalendarDays(startsAt, value, dayEnds, pauses, hours);
    default:
      return unit satisfies never;
  }
}

/** A promised instant is kept to the millisecond until a pause takes open time; then it moves by as much open time. */
function dueOfPromise(
  startsAt: number,
  promisedAt: number,
  pauses: readonly Pause[],
  hours: WorkingTime,
): Due<number> {
  const span = Math.max(0, hours.between(startsAt, promisedAt));
  const moved = dueAfter(hours, startsAt, span, pauses);
  const still = dueAfter(hours, startsAt, span, []);
  const isSame = moved.state === 'running' && still.state === 'running' && moved.dueAt === still.dueAt;
  return isSame ? { state: 'running', dueAt: promisedAt } : moved;
}

function dueAfterWallTime(startsAt: number, length: number, pauses: readonly Pause[]): Due<number> {
  let dueAt = startsAt + length;
  for (const { from, to } of mergePauses(pauses)) {
    if (from >= dueAt) break;
    if (to === undefined)
      return { state: 'paused', since: from, remaining: dueAt - Math.max(from, startsAt) };
    dueAt += Math.max(0, to - Math.max(from, startsAt));
  }
  return { state: 'running', dueAt };
}

/** Whole local days inside a pause move the date, as with working days. */
function dueAfterCalendarDays(
  startsAt: number,
  days: number,
  ends: 'closing' | 'midnight',
  pauses: readonly Pause[],
  hours: WorkingTime,
): Due<number> {
  const dayOne = hours.endOfDay(startsAt);
  const due = (lost: number) => hours.calendarDay(startsAt, days + lost, { ends, toWorkingDay: false });
  let lost = 0;
  for (const { from, to } of mergePauses(pauses)) {
    if (from >= due(lost)) break;
    if (to === undefined)
      return { state: 'paused', since: from, remaining: due(lost) - Math.max(from, startsAt) };
    lost += wholeDays(Math.max(from, dayOne), to, hours);
  }
  return { state: 'running', dueAt: due(lost) };
}

function wholeDays(from: number, to: number, hours: WorkingTime): number {
  let days = 0;
  let midnight = hours.endOfDay(from - 1) === from ? from : hours.endOfDay(from);
  for (let next = hours.endOfDay(midnight); next <= to; next = hours.endOfDay(midnight)) {
    days += 1;
    midnight = next;
  }
  return days;
}
