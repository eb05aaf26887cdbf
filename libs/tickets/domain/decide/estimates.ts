import { instant, type Instant, ms } from '../instant.js';
import { type Recording } from './recording.js';

const MINUTE_MS = 60_000;

/** Until when the told time of the solution still holds (I08: to within one hour). */
export function heldUntil(estimate: {
  readonly solvedBy: Instant;
  readonly toleranceMinutes: number;
}): Instant {
  return instant(ms(estimate.solvedBy) + estimate.toleranceMinutes * MINUTE_MS);
}

/** A solution in time holds the estimate; a miss has been recorded at its own instant before. */
export function judgeEstimate(recording: Recording, at: Instant): void {
  const { estimate } = recording.ticket;
  if (estimate === undefined || at > heldUntil(estimate)) return;
  recording.record('EstimateMet', { solvedBy: estimate.solvedBy, at });
}
