import { type LocalDate } from '../calendar/local-date.js';
import { type DayTermOptions, type WorkingTime } from '../working-time.js';
import { type EpochMs } from '../zone/local-time.js';
import { type Due, dueWithPauses, type Pause } from './pauses.js';

/**
 * When n working days after the receipt are over. A pause has no natural meaning for days, so: working days wholly inside a
 * pause move the date, and day 0 can't be lost since it doesn't count. `remaining` is in working days, the last one that the pause
 * leaves untouched included.
 */
export function dueAfterWorkingDays(
  time: WorkingTime,
  received: EpochMs | LocalDate,
  n: number,
  pauses: readonly Pause[],
  options: DayTermOptions,
): Due<number> {
  const dayZero = time.receiptDay(received, options.receiptRollsForward ?? false);
  const dayOne = time.endOfDay(dayZero);
  return dueWithPauses(
    pauses,
    (paused) => time.workingDay(dayZero, n + paused, options),
    (from, to) => time.wholeWorkingDays(Math.max(dayOne, from), to),
    // The day in which the pause begins is spent, unless it begins with the day.
    (from, paused) => n + paused - (from <= dayOne ? 0 : time.workingDaysBetween(dayZero, from - 1)),
  );
}
