import { promiseOf, remainingOf } from '#sla';
import { later, ms } from '../../instant.js';
import { type ActiveClock, type Clock, isActive, isJudged, lastTurn } from '../../state/clock.state.js';
import { debtors } from '../../state/owed.js';
import { type Moment } from '../moment.js';
import { type Recording } from '../recording.js';
import { annulIfUnfounded } from './end-clocks.js';
import { pausesOf, rulesOf, termsOf, told } from './clock-terms.js';

/** Lets clocks stand while a party that their target waits for owes the next step, and run again when it no longer does. */
export function standOrRun(recording: Recording, moment: Moment): void {
  for (const clock of recording.ticket.clocks.filter(isActive)) {
    const debtor = debtorOf(recording, clock, moment);
    if (debtor !== undefined && clock.run.kind === 'running') pauseClock(recording, clock, debtor, moment);
    if (debtor === undefined && clock.run.kind === 'standing') resumeClock(recording, clock, moment);
  }
}

/** Who makes the clock stand now. */
export function debtorOf(recording: Recording, clock: Clock, { policy }: Moment) {
  const pausedWhile = rulesOf(clock, policy)?.pausedWhile ?? [];
  return debtors(recording.ticket.owed).find((party) => pausedWhile.includes(party));
}

function pauseClock(
  recording: Recording,
  clock: ActiveClock,
  waitingFor: NonNullable<ReturnType<typeof debtorOf>>,
  moment: Moment,
): void {
  const at = later(moment.at, lastTurn(clock));
  annulIfUnfounded(recording, clock, at);
  const hours = moment.policy.workingTime(clock.schedule);
  recording.record('ClockPaused', {
    clock: clock.id,
    at,
    waitingFor,
    remaining: remainingOf(termsOf(clock, moment.policy), pausesOf(clock), hours, ms(at)),
  });
}

function resumeClock(recording: Recording, clock: ActiveClock, moment: Moment): void {
  const at = later(moment.at, lastTurn(clock));
  const pauses = pausesOf(clock).map((pause) => ({ ...pause, to: pause.to ?? ms(at) }));
  recording.record('ClockResumed', { clock: clock.id, at, ...runsOn(clock, pauses, moment) });
}

/** What is told of a clock that runs again: nothing but that it runs, once it has been judged. */
export function runsOn(clock: Clock, pauses: readonly { from: number; to?: number }[], moment: Moment) {
  if (isJudged(clock)) return { provisional: clock.provisional };
  const hours = moment.policy.workingTime(clock.schedule);
  const promise = promiseOf(termsOf(clock, moment.policy), pauses, hours, {
    now: ms(moment.now),
    warned: clock.warned,
  });
  return told(promise, rulesOf(clock, moment.policy)?.assumed);
}
