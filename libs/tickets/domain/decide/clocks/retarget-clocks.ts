import { type SlaTarget } from '#regulation';
import { type WorkingTime } from '#working-time';
import { type ClockTerms, promiseOf, remainingOf, startOf } from '#sla';
import { instant, ms } from '../../instant.js';
import { type TicketPolicy } from '../../policy.js';
import { isTriggeredBy } from '../../pulse.js';
import { type ActiveClock, type Clock, isActive, isBreached } from '../../state/clock.state.js';
import { type TicketEventOf } from '../../ticket.events.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { pausesOf, termsOf, told, traitsOf } from './clock-terms.js';
import { stopClock } from './end-clocks.js';
import { lastClock, reinstateClock } from './reopen-clocks.js';
import { dayEndsOf, hasActive, startClock } from './start-clocks.js';

export const WITHDRAWN = 'target-withdrawn';

interface Change {
  readonly cause: TicketEventOf<'ClockRetargeted'>['data']['cause'];
  readonly reason: string;
  /** What ruled the clocks so far. */
  readonly before: TicketPolicy;
  /** From where a new target counts; a new regulation or calendar counts from the start, as if it had always held. */
  readonly counts: (target: SlaTarget) => 'from-start' | 'from-change';
}

/** Brings the clocks under the targets that apply now. Breached clocks keep their verdict, promised instants stay promised. */
export function changeTargets(recording: Recording, change: Change, moment: Moment): void {
  const targets = () => moment.policy.targetsFor(traitsOf(recording.ticket));
  for (const clock of recording.ticket.clocks.filter(isActive)) {
    if (isBreached(clock) || clock.promisedAt !== undefined) continue;
    const target = targets().find(({ metric, party }) => metric === clock.metric && party === clock.party);
    if (target === undefined) stopClock(recording, clock, WITHDRAWN, moment);
    else retarget(recording, clock, target, change, moment);
  }
  for (const target of targets()) {
    if (!hasActive(recording.ticket, target)) takeOn(recording, target, change, moment);
  }
}

function retarget(
  recording: Recording,
  clock: ActiveClock,
  target: SlaTarget,
  change: Change,
  moment: Moment,
): void {
  if (change.cause === 'priority' && target.code === clock.target) return;
  const { policy } = moment;
  const schedule = policy.scheduleNameFor(target, traitsOf(recording.ticket));
  const hours = policy.workingTime(schedule);
  const setOff = change.counts(target) === 'from-start' ? clock.setOffAt : moment.at;
  const startsAt = startOf(ms(setOff), target.limit.unit, target.receiptRollsForward ?? false, hours);
  const dayEnds = dayEndsOf(target);
  const terms: ClockTerms = { ...target, rule: { amount: target.limit }, startsAt, dayEnds };
  const promise = promised(clock, terms, hours, target.assumed, moment);
  const now = { target: target.code, schedule, amount: target.limit, dayEnds, startsAt: instant(startsAt) };
  if (isSame(clock, now) && !isMoved(clock, promise, change.before)) return;
  recording.record('ClockRetargeted', {
    clock: clock.id,
    target: target.code,
    metric: target.metric,
    party: target.party,
    setOffAt: clock.setOffAt,
    startsAt: now.startsAt,
    amount: target.limit,
    ...(dayEnds && { dayEnds }),
    schedule,
    ...promise,
    previous: { target: clock.target, ...('dueAt' in promise && { dueAt: clock.lastDueAt }) },
    cause: change.cause,
    at: moment.at,
    reason: change.reason,
    regulationVersion: policy.regulationVersion,
    calendarVersion: policy.calendarVersion,
  });
}

/** The new promise of a clock that runs, what remains of one that stands. */
function promised(
  clock: ActiveClock,
  terms: ClockTerms,
  hours: WorkingTime,
  assumed: boolean | undefined,
  moment: Moment,
) {
  const pauses = pausesOf(clock);
  if (clock.run.kind === 'running') {
    return told(promiseOf(terms, pauses, hours, { now: ms(moment.now), warned: clock.warned }), assumed);
  }
  const since = pauses.at(-1)?.from ?? ms(moment.at);
  return { remaining: remainingOf(terms, pauses.slice(0, -1), hours, since), provisional: assumed === true };
}

function isSame(
  clock: Clock,
  now: Pick<Clock, 'target' | 'schedule' | 'amount' | 'dayEnds' | 'startsAt'>,
): boolean {
  return (
    now.target === clock.target &&
    now.schedule === clock.schedule &&
    now.dayEnds === clock.dayEnds &&
    now.startsAt === clock.startsAt &&
    now.amount?.value === clock.amount?.value &&
    now.amount?.unit === clock.amount?.unit
  );
}

/** Whether the same terms promise something else under the new calendar or hours. */
function isMoved(clock: ActiveClock, promise: ReturnType<typeof promised>, before: TicketPolicy): boolean {
  if ('dueAt' in promise) return promise.dueAt !== clock.lastDueAt;
  const pauses = pausesOf(clock);
  const since = pauses.at(-1)?.from ?? ms(clock.startsAt);
  const hours = before.workingTime(clock.schedule);
  const remained = remainingOf(termsOf(clock, before), pauses.slice(0, -1), hours, since);
  return remained.value !== promise.remaining.value || remained.unit !== promise.remaining.unit;
}

/**
 * A target that the ticket did not have before: it runs if the ticket's past would have started and not yet met it. One that was
 * withdrawn and applies again takes up its old clock, pauses and all.
 */
function takeOn(recording: Recording, target: SlaTarget, change: Change, moment: Moment): void {
  const { clocks, pulses, receivedAt } = recording.ticket;
  const last = lastClock(clocks, target);
  if (last !== undefined) {
    if (last.run.kind !== 'stopped' || last.run.reason !== WITHDRAWN) return;
    reinstateClock(recording, last, moment);
    const back = recording.ticket.clocks.filter(isActive).find(({ id }) => id === last.id);
    if (back !== undefined && !isBreached(back)) retarget(recording, back, target, change, moment);
    return;
  }
  const isUnderWay =
    pulses.some((pulse) => isTriggeredBy(target.startedBy, pulse)) &&
    !pulses.some((pulse) => isTriggeredBy(target.metBy, pulse));
  if (!isUnderWay) return;
  const fromStart = change.cause === 'priority' && change.counts(target) === 'from-start';
  startClock(recording, target, { setOffAt: fromStart ? receivedAt : moment.at }, moment);
}
