import { elapsedOf, isCalendarTime } from '#sla';
import { isLate } from '#working-time';
import { type Instant, later, ms } from '../../instant.js';
import { isTriggeredBy, type Pulse } from '../../pulse.js';
import { type ActiveClock, type Clock, isActive, isBreached } from '../../state/clock.state.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { clockOf, pausesOf, ruleOf, rulesOf } from './clock-terms.js';
import { startClock } from './start-clocks.js';

/** Meets every clock that the event answers; a target that repeats starts anew at once while the ticket is open. */
export function meetClocks(
  recording: Recording,
  pulse: Pulse,
  moment: Moment,
  nextPromise: Instant | undefined,
): void {
  for (const clock of recording.ticket.clocks.filter(isActive)) {
    const rules = rulesOf(clock, moment.policy);
    if (rules === undefined || !isTriggeredBy(rules.metBy, pulse)) continue;
    meetClock(recording, clock, moment);
    const target = moment.policy.target(clock.target);
    if (target?.repeats === true && recording.ticket.status === 'open') {
      const promisedAt = target.metric === 'next-update' ? nextPromise : undefined;
      startClock(recording, target, { setOffAt: moment.at, promisedAt }, moment);
    }
  }
}

function meetClock(recording: Recording, clock: ActiveClock, moment: Moment): void {
  const at = endOf(clock, moment);
  annulIfUnfounded(recording, clock, at);
  const { breach } = clockOf(recording.ticket.clocks, clock.id) ?? clock;
  recording.record('SlaMet', {
    clock: clock.id,
    target: clock.target,
    at,
    ...(clock.run.kind === 'running' && { dueAt: clock.lastDueAt }),
    elapsedMs: elapsedAt(clock, at, moment),
    inTime: breach?.annulled !== false,
  });
}

/** Ends a clock that is neither met nor breached by it. */
export function stopClock(recording: Recording, clock: ActiveClock, reason: string, moment: Moment): void {
  const at = endOf(clock, moment);
  annulIfUnfounded(recording, clock, at);
  recording.record('ClockStopped', {
    clock: clock.id,
    target: clock.target,
    at,
    reason,
    elapsedMs: elapsedAt(clock, at, moment),
  });
}

/**
 * A fact of before the due instant that was recorded after it shows that the breach never was: only channels whose clocks stop when
 * things occur can bring one, all others bear the instant of the decision.
 */
export function annulIfUnfounded(recording: Recording, clock: Clock, at: Instant): void {
  if (!isBreached(clock) || isLate(ms(at), ms(clock.breach.at), clock.dayEnds)) return;
  recording.record('SlaBreachAnnulled', {
    clock: clock.id,
    target: clock.target,
    breachedAt: clock.breach.at,
    ground: 'late-record',
    customer: recording.ticket.customer,
  });
}

/** A pause that began later than the fact is not undone: the clock ends where the pause began. */
function endOf(clock: Clock, moment: Moment): Instant {
  const pause = clock.pauses.at(-1);
  return pause === undefined ? moment.at : later(moment.at, pause.to ?? pause.from);
}

export function elapsedAt(clock: Clock, at: Instant, { policy }: Pick<Moment, 'policy'>): number {
  return elapsedOf(
    {
      startsAt: ms(clock.startsAt),
      until: ms(at),
      pauses: pausesOf(clock),
      calendarTime: isCalendarTime(ruleOf(clock)),
    },
    policy.workingTime(clock.schedule),
  );
}
