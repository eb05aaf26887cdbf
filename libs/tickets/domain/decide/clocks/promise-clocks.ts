import { remainingOf } from '#sla';
import { type Instant, ms } from '../../instant.js';
import { type ActiveClock, isActive, isBreached } from '../../state/clock.state.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { ruleOf, traitsOf } from './clock-terms.js';
import { startClock } from './start-clocks.js';

/**
 * A next update promised by an instant of its own rules the clock of the next update, which runs even where no event of the
 * regulation would have started it.
 */
export function promiseNextUpdate(recording: Recording, nextUpdateBy: Instant, moment: Moment): void {
  const running = recording.ticket.clocks
    .filter(isActive)
    .find((clock) => clock.metric === 'next-update' && !isBreached(clock));
  if (running !== undefined) {
    if (running.promisedAt === nextUpdateBy) return;
    promiseInstant(recording, running, nextUpdateBy, 'next-update', moment);
    return;
  }
  const target = moment.policy
    .targetsFor(traitsOf(recording.ticket))
    .find(({ metric }) => metric === 'next-update');
  if (target === undefined) return;
  startClock(recording, target, { setOffAt: moment.at, promisedAt: nextUpdateBy }, moment);
}

/** A promised or agreed instant takes the place of what ruled the clock. */
export function promiseInstant(
  recording: Recording,
  clock: ActiveClock,
  promisedAt: Instant,
  reason: string,
  moment: Moment,
): void {
  const { policy } = moment;
  recording.record('ClockRetargeted', {
    clock: clock.id,
    target: clock.target,
    metric: clock.metric,
    party: clock.party,
    setOffAt: clock.setOffAt,
    startsAt: moment.at,
    promisedAt,
    schedule: clock.schedule,
    ...(clock.run.kind === 'running' ? { dueAt: promisedAt } : remainingUntil(clock, promisedAt, moment)),
    provisional: false,
    previous: { target: clock.target, ...(clock.run.kind === 'running' && { dueAt: clock.lastDueAt }) },
    cause: 'agreement',
    at: moment.at,
    reason,
    regulationVersion: policy.regulationVersion,
    calendarVersion: policy.calendarVersion,
  });
}

function remainingUntil(clock: ActiveClock, promisedAt: Instant, { at, policy }: Moment) {
  const terms = { startsAt: ms(at), rule: ruleOf({ ...clock, promisedAt }) };
  return { remaining: remainingOf(terms, [], policy.workingTime(clock.schedule), ms(at)) };
}
