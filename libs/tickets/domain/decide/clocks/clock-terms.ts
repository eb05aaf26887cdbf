import { type SlaTarget } from '#regulation';
import { type ClockPromise, type ClockTerms } from '#sla';
import { instant, ms } from '../../instant.js';
import { type TicketPolicy } from '../../policy.js';
import { type Clock } from '../../state/clock.state.js';
import { type TicketFacts } from '../../state/ticket.state.js';

/** Code of the clock that an agreed date starts where no target of the regulation runs (P15). */
export const AGREED_DATE = 'agreed-date';

/** What holds for an agreed date: the solution in time; it stands while the customer owes an answer. */
const agreedDate: Pick<SlaTarget, 'metBy' | 'pausedWhile' | 'onReopen' | 'onPriorityChange'> = {
  metBy: [{ event: 'Closed' }, { event: 'Answered', solution: true }],
  pausedWhile: ['customer'],
  onReopen: 'resume',
  onPriorityChange: 'from-start',
};

export type ClockRules = Pick<SlaTarget, 'metBy' | 'pausedWhile' | 'onReopen'> &
  Partial<Pick<SlaTarget, 'expected' | 'warnBefore' | 'repeats' | 'assumed'>>;

/** Rules of a clock in the regulation that the ticket is pinned to; a target that it no longer has rules nothing. */
export function rulesOf(clock: Clock, policy: TicketPolicy): ClockRules | undefined {
  return policy.target(clock.target) ?? (clock.target === AGREED_DATE ? agreedDate : undefined);
}

export function traitsOf(ticket: TicketFacts) {
  return {
    priority: ticket.priority,
    tariff: ticket.tariff,
    serviceKind: ticket.serviceKind,
    channel: ticket.channel,
  };
}

export function termsOf(clock: Clock, policy: TicketPolicy): ClockTerms {
  const rules = rulesOf(clock, policy);
  return {
    startsAt: ms(clock.startsAt),
    rule: ruleOf(clock),
    // A promised instant has no usual case besides itself.
    expected: clock.promisedAt === undefined ? rules?.expected : undefined,
    warnBefore: rules?.warnBefore,
    dayEnds: clock.dayEnds,
  };
}

export function ruleOf(clock: Pick<Clock, 'amount' | 'promisedAt' | 'startsAt'>): ClockTerms['rule'] {
  if (clock.promisedAt !== undefined) return { promisedAt: ms(clock.promisedAt) };
  return clock.amount === undefined ? { promisedAt: ms(clock.startsAt) } : { amount: clock.amount };
}

export function pausesOf(clock: Clock) {
  return clock.pauses.map(({ from, to, waitingFor }) => ({
    from: ms(from),
    ...(to !== undefined && { to: ms(to) }),
    waitingFor,
  }));
}

/** A promise as events tell it. */
export function told(promise: ClockPromise, assumed: boolean | undefined) {
  return {
    dueAt: instant(promise.dueAt),
    ...(promise.expectedAt !== undefined && { expectedAt: instant(promise.expectedAt) }),
    ...(promise.warnAt !== undefined && { warnAt: instant(promise.warnAt) }),
    provisional: promise.provisional || assumed === true,
  };
}

/** `<target>`, then `<target>#2`, `<target>#3` … within one ticket. */
export function nextClockId(clocks: readonly Clock[], target: string): string {
  const earlier = clocks.filter(({ id }) => id === target || id.startsWith(`${target}#`)).length;
  return earlier === 0 ? target : `${target}#${earlier + 1}`;
}

export function clockOf(clocks: readonly Clock[], id: string): Clock | undefined {
  return clocks.find((clock) => clock.id === id);
}
