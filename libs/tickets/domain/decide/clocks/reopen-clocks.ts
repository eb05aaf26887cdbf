import { ms } from '../../instant.js';
import { type Clock, endedAt, isActive } from '../../state/clock.state.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { pausesOf, traitsOf } from './clock-terms.js';
import { debtorOf, runsOn } from './pause-clocks.js';
import { hasActive, startClock } from './start-clocks.js';

/** What a reopening does to each clock of the ticket is the target's own say: goes on, starts anew, or nothing runs. */
export function reopenClocks(recording: Recording, moment: Moment): void {
  for (const target of moment.policy.targetsFor(traitsOf(recording.ticket))) {
    const last = lastClock(recording.ticket.clocks, target);
    if (last === undefined || hasActive(recording.ticket, target)) continue;
    if (target.onReopen === 'restart') startClock(recording, target, { setOffAt: moment.at }, moment);
    if (target.onReopen === 'resume') goOn(recording, last, moment);
  }
}

/** The time between the end and the reopening counts as a pause. */
function goOn(recording: Recording, clock: Clock, moment: Moment): void {
  const end = endedAt(clock);
  if (end === undefined) return;
  const pauses = [...pausesOf(clock), { from: ms(end), to: Math.max(ms(end), ms(moment.at)) }];
  const at = moment.at < end ? end : moment.at;
  recording.record('ClockResumed', { clock: clock.id, at, ...runsOn(clock, pauses, moment) });
}

/** Brings back what a wrong close ended, as though it had not been. */
export function reinstateClosedClocks(recording: Recording, ended: readonly Clock[], moment: Moment): void {
  for (const clock of ended) reinstateClock(recording, clock, moment);
}

export function reinstateClock(recording: Recording, clock: Clock, moment: Moment): void {
  if (isActive(clock)) return;
  const waitingFor = debtorOf(recording, clock, moment);
  recording.record('ClockReinstated', {
    clock: clock.id,
    at: moment.at,
    ...(waitingFor === undefined
      ? runsOn(clock, pausesOf(clock), moment)
      : { waitingFor, provisional: clock.provisional }),
  });
}

export function lastClock(
  clocks: readonly Clock[],
  { metric, party }: Pick<Clock, 'metric' | 'party'>,
): Clock | undefined {
  return clocks.findLast((clock) => clock.metric === metric && clock.party === party);
}
