import { elapsedOf, explain, isCalendarTime } from '#sla';
import { pausesOf, ruleOf } from '../domain/decide/clocks/clock-terms.js';
import { instant, type Instant, ms } from '../domain/instant.js';
import { type Clock, endedAt } from '../domain/state/clock.state.js';
import { evolve } from '../domain/state/evolve.js';
import { type TicketState, UNOPENED } from '../domain/state/ticket.state.js';
import { type TicketEvent, type TicketEventOf } from '../domain/ticket.events.js';
import { type TicketPolicies } from './ticket-service.js';

export interface ExplainedStretch {
  readonly from: Instant;
  readonly to: Instant;
  readonly kind: 'counted' | 'paused' | 'closed';
  /** Why it is closed, or who owed the next step. */
  readonly reason?: string;
}

/** Why a clock shows what it shows: its stretches tile [startsAt, until) and the counted ones sum to `elapsedMs`, exactly. */
export interface ClockExplanation {
  readonly clock: Clock;
  readonly until: Instant;
  readonly elapsedMs: number;
  readonly stretches: readonly ExplainedStretch[];
  /** Every change of what ruled it, in order. */
  readonly retargeted: readonly TicketEventOf<'ClockRetargeted'>['data'][];
  readonly regulationVersion: number;
  readonly calendarVersion: number;
}

/**
 * @param events of one ticket, all up to the moment asked about.
 * @param at how far a clock that still runs is explained.
 * @returns undefined when the ticket has no such clock.
 */
export async function explainClock(
  events: readonly TicketEvent[],
  clockId: string,
  at: Instant,
  policies: TicketPolicies,
): Promise<ClockExplanation | undefined> {
  let state: TicketState = UNOPENED;
  // The verdict was computed under what ruled the ticket when the clock ended, whatever the ticket went over to later.
  let ruled = { regulationVersion: 0, calendarVersion: 0 };
  for (const event of events) {
    state = evolve(state, event);
    if (state.status === 'unopened') continue;
    const clock = clockIn(state, clockId);
    if (clock !== undefined && endedAt(clock) !== undefined && !isEndOf(event, clockId)) continue;
    const { regulationVersion, calendarVersion } = state;
    ruled = { regulationVersion, calendarVersion };
  }
  const clock = state.status === 'unopened' ? undefined : clockIn(state, clockId);
  if (state.status === 'unopened' || clock === undefined) return undefined;

  const policy = await policies.policy(state.desk, ruled.regulationVersion, ruled.calendarVersion);
  const hours = policy.workingTime(clock.schedule);
  const until = endedAt(clock) ?? at;
  const span = {
    startsAt: ms(clock.startsAt),
    until: ms(until),
    pauses: pausesOf(clock),
    calendarTime: isCalendarTime(ruleOf(clock)),
  };
  return {
    clock,
    until,
    elapsedMs: elapsedOf(span, hours),
    stretches: explain(span, hours).map(({ from, to, kind, reason }) => ({
      from: instant(from),
      to: instant(to),
      kind,
      ...(reason !== undefined && { reason }),
    })),
    retargeted: events
      .filter((event): event is TicketEventOf<'ClockRetargeted'> => event.type === 'ClockRetargeted')
      .map(({ data }) => data)
      .filter((data) => data.clock === clockId),
    ...ruled,
  };
}

function clockIn(state: TicketState, id: string): Clock | undefined {
  return state.status === 'unopened' ? undefined : state.clocks.find((clock) => clock.id === id);
}

function isEndOf(event: TicketEvent, clockId: string): boolean {
  return (event.type === 'SlaMet' || event.type === 'ClockStopped') && event.data.clock === clockId;
}
