import { type TicketEventOf } from '../ticket.events.js';
import { type Clock, type ClockPause, endedAt } from './clock.state.js';
import { type TicketFolds } from './folds.js';
import { type ExistingTicket } from './ticket.state.js';

export const clockFolds: TicketFolds<
  | 'ClockStarted'
  | 'ClockPaused'
  | 'ClockResumed'
  | 'ClockReinstated'
  | 'ClockRetargeted'
  | 'SlaWarned'
  | 'SlaMet'
  | 'SlaBreached'
  | 'SlaBreachAnnulled'
  | 'ClockStopped'
> = {
  ClockStarted: (ticket, data) => ({ ...ticket, clocks: [...ticket.clocks, started(data)] }),
  ClockPaused: (ticket, { clock, at, waitingFor }) =>
    withClock(ticket, clock, (current) => ({
      ...current,
      pauses: [...closedPauses(current, at), { from: at, waitingFor }],
      run: { kind: 'standing', waitingFor },
    })),
  ClockResumed: (ticket, { clock, at, ...promise }) =>
    withClock(ticket, clock, (current) => {
      const end = endedAt(current);
      const pauses = closedPauses(current, end ?? at);
      return running(
        {
          ...current,
          pauses: end === undefined ? pauses : [...pauses, { from: end, to: at, waitingFor: 'customer' }],
        },
        promise,
      );
    }),
  ClockReinstated: (ticket, { clock, waitingFor, at, ...promise }) =>
    withClock(ticket, clock, (current) =>
      waitingFor === undefined
        ? running(current, promise)
        : {
            ...current,
            pauses: standingAgain(current, waitingFor, at),
            run: { kind: 'standing', waitingFor },
          },
    ),
  ClockRetargeted: (ticket, data) =>
    withClock(ticket, data.clock, (current) => {
      const terms: Clock = { ...current, ...termsOf(data) };
      return data.dueAt === undefined ? terms : running(terms, data);
    }),
  SlaWarned: (ticket, { clock }) => withClock(ticket, clock, (current) => ({ ...current, warned: true })),
  SlaMet: (ticket, { clock, at }) =>
    withClock(ticket, clock, (current) => ({
      ...current,
      pauses: closedPauses(current, at),
      run: { kind: 'met', at },
      endedByClose: ticket.status === 'closed',
    })),
  SlaBreached: (ticket, { clock, at }) =>
    withClock(ticket, clock, (current) => ({ ...current, breach: { at, annulled: false } })),
  SlaBreachAnnulled: (ticket, { clock, breachedAt, ground }) =>
    withClock(ticket, clock, (current) => ({ ...current, breach: { at: breachedAt, annulled: ground } })),
  ClockStopped: (ticket, { clock, at, reason }) =>
    withClock(ticket, clock, (current) => ({
      ...current,
      pauses: closedPauses(current, at),
      run: { kind: 'stopped', at, reason },
      endedByClose: ticket.status === 'closed',
    })),
};

type Terms = Omit<TicketEventOf<'ClockStarted'>['data'], 'dueAt'>;

function termsOf(data: Terms) {
  return {
    target: data.target,
    metric: data.metric,
    party: data.party,
    startsAt: data.startsAt,
    schedule: data.schedule,
    amount: data.amount,
    promisedAt: data.promisedAt,
    dayEnds: data.dayEnds,
    provisional: data.provisional,
    regulationVersion: data.regulationVersion,
    calendarVersion: data.calendarVersion,
  };
}

function started(data: TicketEventOf<'ClockStarted'>['data']): Clock {
  return {
    id: data.clock,
    ...termsOf(data),
    setOffAt: data.setOffAt ?? data.startsAt,
    pauses: [],
    run: { kind: 'running', dueAt: data.dueAt, warnAt: data.warnAt },
    lastDueAt: data.dueAt,
    warned: false,
    endedByClose: false,
  };
}

interface Told {
  readonly dueAt?: string | undefined;
  readonly warnAt?: string | undefined;
  readonly provisional: boolean;
}

function running(clock: Clock, { dueAt, warnAt, provisional }: Told): Clock {
  return {
    ...clock,
    provisional,
    // A new warning lies ahead: the one that went out belonged to the old promise.
    warned: clock.warned && warnAt === undefined,
    run: { kind: 'running', dueAt, warnAt },
    lastDueAt: dueAt ?? clock.lastDueAt,
  };
}

/** An open pause ends where the clock does something else. */
function closedPauses(clock: Clock, at: string): readonly ClockPause[] {
  const last = clock.pauses.at(-1);
  if (last === undefined || last.to !== undefined) return clock.pauses;
  return [...clock.pauses.slice(0, -1), { ...last, to: at < last.from ? last.from : at }];
}

/** A pause that the end cut off goes on as though it had not been cut off. */
function standingAgain(
  clock: Clock,
  waitingFor: ClockPause['waitingFor'],
  at: string,
): readonly ClockPause[] {
  const last = clock.pauses.at(-1);
  return last?.to !== undefined && last.to === endedAt(clock)
    ? [...clock.pauses.slice(0, -1), { from: last.from, waitingFor: last.waitingFor }]
    : [...clock.pauses, { from: at, waitingFor }];
}

function withClock(ticket: ExistingTicket, id: string, change: (clock: Clock) => Clock): ExistingTicket {
  return { ...ticket, clocks: ticket.clocks.map((clock) => (clock.id === id ? change(clock) : clock)) };
}
