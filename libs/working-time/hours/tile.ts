import { type ClosedReason, type LocalDays } from '../days/local-days.js';
import { type EpochMs } from '../zone/local-time.js';
import { type OpenHours } from './open-hours.js';

export interface Stretch {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly open: boolean;
  /** Only where closed. */
  readonly reason?: ClosedReason;
}

/** [from, to) as open and closed stretches. */
export function tile(hours: OpenHours, days: LocalDays, from: EpochMs, to: EpochMs): Stretch[] {
  if (to < from) throw new RangeError(`Ends before it begins: ${from}–${to}`);
  const stretches: Stretch[] = [];
  let at = from;
  for (const open of hours.openWithin(from, to)) {
    closed(stretches, days, at, open.from);
    stretches.push({ ...open, open: true });
    at = open.to;
  }
  closed(stretches, days, at, to);
  return stretches;
}

function closed(stretches: Stretch[], days: LocalDays, from: EpochMs, to: EpochMs): void {
  let at = from;
  for (let day = from < to ? days.indexOf(from) : 0; at < to; day += 1) {
    const end = Math.min(to, days.start(day + 1));
    if (end <= at) continue; // a day that the zone skipped
    const reason = days.reason(day);
    const last = stretches.at(-1);
    if (last && !last.open && last.reason === reason && last.to === at)
      stretches[stretches.length - 1] = { ...last, to: end };
    else stretches.push({ from: at, to: end, open: false, reason });
    at = end;
  }
}
