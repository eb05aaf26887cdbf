import { type WorkingTime } from '../working-time.js';
import { type EpochMs } from '../zone/local-time.js';
import { type Due, dueWithPauses, mergePauses, type Pause } from './pauses.js';

/** Open time from `start` to `now` without the pauses, in ms; 0 when `now` is not after `start`. Open pauses last until `now`. */
export function elapsed(time: WorkingTime, start: EpochMs, now: EpochMs, pauses: readonly Pause[]): number {
  if (now <= start) return 0;
  let total = time.between(start, now);
  for (const pause of mergePauses(pauses)) {
    const from = Math.max(start, pause.from);
    const to = Math.min(now, pause.to ?? now);
    if (from < to) total -= time.between(from, to);
  }
  return total;
}

/** When `ms` of open time since `start` are over, pauses not counted. `remaining` is open time in ms. */
export function dueAfter(
  time: WorkingTime,
  start: EpochMs,
  ms: number,
  pauses: readonly Pause[],
): Due<number> {
  return dueWithPauses(
    pauses,
    (paused) => time.add(start, ms + paused),
    (from, to) => (to <= start ? 0 : time.between(Math.max(start, from), to)),
    (from, paused) => ms + paused - (from <= start ? 0 : time.between(start, from)),
  );
}
