import { pulseOf } from '../../pulse.js';
import { isActive } from '../../state/clock.state.js';
import { type TicketEvent } from '../../ticket.events.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { meetClocks, stopClock } from './end-clocks.js';
import { standOrRun } from './pause-clocks.js';
import { promiseNextUpdate } from './promise-clocks.js';
import { startClocks } from './start-clocks.js';

/**
 * What a decision's facts do to the clocks: first they are met, then started, then stand or run by who owes the next step. All of it
 * goes into the same append, so that an answer which also asks for something meets one clock and lets another stand (zammad#3551).
 */
export function settleClocks(recording: Recording, facts: readonly TicketEvent[], moment: Moment): void {
  for (const fact of facts) {
    const pulse = pulseOf(fact);
    // A duplicate is closed without having been solved: its closing meets nothing.
    if (pulse === undefined || (pulse.event === 'Closed' && isDuplicate(recording))) continue;
    const nextPromise = fact.type === 'CustomerInformed' ? fact.data.nextUpdateBy : undefined;
    meetClocks(recording, pulse, moment, nextPromise);
    if (recording.ticket.status === 'closed') continue;
    startClocks(recording, pulse, moment);
    if (nextPromise !== undefined) promiseNextUpdate(recording, nextPromise, moment);
  }
  if (recording.ticket.status === 'open') standOrRun(recording, moment);
  else stopAll(recording, moment);
}

function stopAll(recording: Recording, moment: Moment): void {
  const reason = isDuplicate(recording) ? 'duplicate' : 'closed';
  for (const clock of recording.ticket.clocks.filter(isActive)) stopClock(recording, clock, reason, moment);
}

function isDuplicate(recording: Recording): boolean {
  return recording.ticket.duplicateOf !== undefined;
}
