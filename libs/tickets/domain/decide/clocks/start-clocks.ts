import { type SlaTarget } from '#regulation';
import { type ClockTerms, promiseOf, startOf } from '#sla';
import { instant, type Instant, ms } from '../../instant.js';
import { isTriggeredBy, type Pulse } from '../../pulse.js';
import { isActive } from '../../state/clock.state.js';
import { type TicketFacts } from '../../state/ticket.state.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { AGREED_DATE, nextClockId, told, traitsOf } from './clock-terms.js';

interface Start {
  /** What set it off; counting begins here or at the next opening. */
  readonly setOffAt: Instant;
  /** The instant that was promised instead of the target's length of time. */
  readonly promisedAt?: Instant | undefined;
}

/** Starts every target that the event sets off and whose metric and party have no clock under way. */
export function startClocks(recording: Recording, pulse: Pulse, moment: Moment): void {
  for (const target of moment.policy.targetsFor(traitsOf(recording.ticket))) {
    if (!isTriggeredBy(target.startedBy, pulse) || hasActive(recording.ticket, target)) continue;
    startClock(recording, target, { setOffAt: moment.at }, moment);
  }
}

export function startClock(
  recording: Recording,
  target: SlaTarget,
  { setOffAt, promisedAt }: Start,
  moment: Moment,
): void {
  const { ticket } = recording;
  const { policy } = moment;
  const schedule = policy.scheduleNameFor(target, traitsOf(ticket));
  const hours = policy.workingTime(schedule);
  const startsAt =
    promisedAt === undefined
      ? startOf(ms(setOffAt), target.limit.unit, target.receiptRollsForward ?? false, hours)
      : ms(setOffAt);
  const terms: ClockTerms = {
    startsAt,
    rule: promisedAt === undefined ? { amount: target.limit } : { promisedAt: ms(promisedAt) },
    expected: promisedAt === undefined ? target.expected : undefined,
    warnBefore: target.warnBefore,
    dayEnds: promisedAt === undefined ? dayEndsOf(target) : undefined,
  };
  const promise = promiseOf(terms, [], hours, { now: ms(moment.now) });
  recording.record('ClockStarted', {
    clock: nextClockId(ticket.clocks, target.code),
    target: target.code,
    metric: target.metric,
    party: target.party,
    setOffAt,
    startsAt: instant(startsAt),
    ...(promisedAt === undefined ? { amount: target.limit } : { promisedAt }),
    ...(terms.dayEnds && { dayEnds: terms.dayEnds }),
    schedule,
    ...told(promise, target.assumed),
    regulationVersion: policy.regulationVersion,
    calendarVersion: policy.calendarVersion,
  });
}

/** A date agreed with the customer where the regulation itself has no term for the solution (P15). */
export function startAgreedDate(recording: Recording, by: Instant, moment: Moment): void {
  const { ticket } = recording;
  const { policy } = moment;
  const [neighbour] = policy.targetsFor(traitsOf(ticket));
  const schedule = neighbour
    ? policy.scheduleNameFor(neighbour, traitsOf(ticket))
    : (Object.keys(policy.regulation.schedules)[0] ?? '');
  recording.record('ClockStarted', {
    clock: nextClockId(ticket.clocks, AGREED_DATE),
    target: AGREED_DATE,
    metric: 'resolution',
    party: 'first-line',
    setOffAt: moment.at,
    startsAt: moment.at,
    promisedAt: by,
    schedule,
    dueAt: by,
    provisional: false,
    regulationVersion: policy.regulationVersion,
    calendarVersion: policy.calendarVersion,
  });
}

export function dayEndsOf(target: SlaTarget): 'closing' | 'midnight' | undefined {
  const { unit } = target.limit;
  if (unit === 'working-days') return target.dayEnds ?? 'closing';
  return unit === 'calendar-days' ? target.dayEnds : undefined;
}

export function hasActive(
  ticket: TicketFacts,
  { metric, party }: Pick<SlaTarget, 'metric' | 'party'>,
): boolean {
  return ticket.clocks.some((clock) => isActive(clock) && clock.metric === metric && clock.party === party);
}
