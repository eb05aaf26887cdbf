import { type SlaTarget } from '#regulation';
import { ms } from '../../instant.js';
import { type Clock, endedAt, isActive } from '../../state/clock.state.js';
import { type ExistingTicket } from '../../state/ticket.state.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { AGREED_DATE, clockOf, type ClockRules, pausesOf, rulesOf, traitsOf } from './clock-terms.js';
import { debtorOf, runsOn } from './pause-clocks.js';
import { hasActive, startClock } from './start-clocks.js';

/** What a reopening does to each clock of the ticket is the target's own say: goes on, starts anew, or nothing runs. */
export function reopenClocks(recording: Recording, moment: Moment): void {
  const { clocks } = recording.ticket;
  const agreed = clocks.findLast(({ target }) => target === AGREED_DATE);
  if (agreed !== undefined && !hasActive(recording.ticket, agreed)) goOn(recording, agreed, moment);
  for (const target of moment.policy.targetsFor(traitsOf(recording.ticket))) {
    const last = lastClock(clocks, target);
    if (last === undefined || hasActive(recording.ticket, target)) continue;
    openAgain(recording, last, target, moment);
  }
}

/**
 * A solution that turns out to be none (the customer replies, or work goes on) is to the clocks that only a solution meets what a
 * reopening is to all: while the first line owes the next step, the promise of a solution is not kept.
 *
 * @param before the ticket as it was before the command.
 */
export function takeSolutionBack(recording: Recording, before: ExistingTicket, moment: Moment): void {
  const { ticket } = recording;
  if (before.status === 'closed' || before.solution === undefined) return;
  if (ticket.status === 'closed' || ticket.solution !== undefined) return;
  for (const id of before.solution.met) {
    const clock = clockOf(ticket.clocks, id);
    const rules = clock && rulesOf(clock, moment.policy);
    if (clock === undefined || rules === undefined || !needsSolution(rules)) continue;
    if (!hasActive(recording.ticket, clock)) openAgain(recording, clock, rules, moment);
  }
}

/** Whether an answer that is no solution leaves the clock running. */
function needsSolution({ metBy }: ClockRules): boolean {
  const answers = metBy.filter(({ event }) => event === 'Answered');
  return answers.length > 0 && answers.every(({ solution }) => solution === true);
}

function openAgain(
  recording: Recording,
  clock: Clock,
  { onReopen }: Pick<SlaTarget, 'onReopen'>,
  moment: Moment,
): void {
  if (onReopen === 'resume') goOn(recording, clock, moment);
  if (onReopen !== 'restart') return;
  const target = moment.policy
    .targetsFor(traitsOf(recording.ticket))
    .find(({ metric, party }) => metric === clock.metric && party === clock.party);
  if (target !== undefined) startClock(recording, target, { setOffAt: moment.at }, moment);
}

/** The time since the end counts as a pause. */
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
