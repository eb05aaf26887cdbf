import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#event-sourcing';
import { type Policy, type Regulation, sampleRegulations } from '#regulation';
import { elapsedOf, explain, isCalendarTime } from '#sla';
import { anyCommand } from '../testing/commands.arbitrary.js';
import { policyOf } from '../testing/policies.js';
import { Scenario } from '../testing/scenario.js';
import { pausesOf, ruleOf, rulesOf } from './decide/clocks/clock-terms.js';
import { hasActive } from './decide/clocks/start-clocks.js';
import { instant, ms } from './instant.js';
import { type TicketCommand } from './ticket.commands.js';
import { ticketDecider } from './ticket.decider.js';
import { TICKET_EVENTS, type TicketEvent } from './ticket.events.js';

interface Happening {
  readonly command: TicketCommand;
  /** Minutes since the one before. */
  readonly after: number;
  /** How much earlier it happened than it was recorded, minutes. */
  readonly late: number;
  readonly role: string;
}

const START = Date.UTC(2026, 1, 2, 8, 30);

function defaultsOf(regulation: Regulation) {
  const kind = regulation.serviceKinds[0]!.code;
  const channel = regulation.channels.find(({ opensTickets }) => opensTickets)!.code;
  const tariff = regulation.tariffs[0]?.code;
  return { channel, serviceKind: kind, ...(tariff !== undefined && { tariff }) };
}

const allFields = (regulation: Regulation) =>
  regulation.requiredFields.filter(({ policy }) => policy === 'block').map(({ field }) => field);

function happening(regulation: Regulation): fc.Arbitrary<Happening> {
  const clocks = regulation.targets.map(({ code }) => code);
  return fc.record({
    command: anyCommand(regulation, clocks),
    after: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 90 }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 * 1440 }) },
    ),
    late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 600 })),
    role: fc.constantFrom('customer', 'engineer', 'system'),
  });
}

/** Lives through a history and checks, step by step, what must hold of every step. */
function live(
  policy: Policy,
  history: readonly Happening[],
  between: (from: number, to: number) => number[] = () => [],
) {
  const scenario = new Scenario(policy, defaultsOf(policy.regulation));
  let now = START;
  const decide = (command: TicketCommand, occurred: number, role: string) => {
    const outcome = given(scenario, command, now, occurred, role);
    scenario.events.push(...outcome);
    return outcome;
  };
  scenario.open(toMoscow(START), {
    supplies: allFields(policy.regulation),
    organisation: '44444444-4444-4444-8444-444444444444',
  });
  for (const { command, after, late, role } of history) {
    const to = now + after * 60_000;
    for (const stop of between(now, to)) {
      now = stop;
      decide({ type: 'Advance' }, now, 'system');
    }
    now = to;
    decide(command, Math.max(START, now - late * 60_000), role);
  }
  return { scenario, now };
}

function given(scenario: Scenario, command: TicketCommand, now: number, occurred: number, role: string) {
  const decision = ticketDecider.decide(command, scenario.state, {
    now: instant(now),
    occurredAt: instant(occurred),
    actor: { id: 'x', role },
    channel: scenario.defaults.channel,
    policy: scenario.policy,
  });
  return decision.events;
}

const toMoscow = (epoch: number) =>
  new Date(epoch + 3 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');

const schemas = new Map(TICKET_EVENTS.map((type) => [type.name as string, type.schema]));

describe.each(sampleRegulations().map((regulation) => [regulation.desk] as const))(
  'any history of %s',
  (desk) => {
    const policy = policyOf(desk);
    const histories = fc.array(happening(policy.regulation), { minLength: 4, maxLength: 24, size: 'large' });

    it('folds and decides without an exception, into events that their schemas accept', () => {
      fc.assert(
        fc.property(histories, (history) => {
          const { scenario } = live(policy, history);
          expect(scenario.events[0]?.type).toBe('Opened');
          for (const event of scenario.events) {
            const checked = schemas.get(event.type)!.safeParse(event.data);
            if (!checked.success) throw new Error(`${event.type}: ${checked.error.message}`);
          }
        }),
        { numRuns: 60 },
      );
    });

    it('is the same whether time passed in one step or in many, but for the notice before a silent close', () => {
      const lasting = policyOf(desk, ({ closing: { silence: _, ...closing }, ...rest }) => ({
        ...rest,
        closing,
      }));
      fc.assert(
        fc.property(histories, fc.integer({ min: 2, max: 5 }), (history, parts) => {
          const once = live(lasting, history).scenario.events;
          const often = live(lasting, history, (from, to) =>
            Array.from({ length: parts }, (_, i) => Math.floor(from + ((to - from) * (i + 1)) / parts)),
          ).scenario.events;
          expect(often).toEqual(once);
        }),
        { numRuns: 40 },
      );
    });

    it('promises nothing before the decision that promises it, and breaks each promise once, at its instant', () => {
      fc.assert(
        fc.property(histories, (history) => {
          const { scenario } = live(policy, history);
          expectPromisesAhead(policy, history);
          expectBreachesOnce(scenario.events);
        }),
        { numRuns: 60 },
      );
    });

    it('closes by silence only after a notice of its own, given as long before as the regulation says', () => {
      const closing = policyOf(desk, closedBySilence);
      fc.assert(
        fc.property(histories, (history) => expectNoticeBeforeClose(closing, history)),
        { numRuns: 60 },
      );
    });

    it('keeps no promise of a solution while none stands: such a clock runs, stands or was stopped', () => {
      fc.assert(
        fc.property(histories, (history) => {
          const { ticket } = live(policy, history).scenario;
          if (ticket.status === 'closed' || ticket.solution !== undefined) return;
          const kept = ticket.clocks.filter((clock) => {
            const { metBy = [], onReopen } = rulesOf(clock, policy) ?? {};
            const bySolution = metBy.every((t) => t.event === 'Closed' || t.solution === true);
            // A date agreed after the solution is the promise from then on.
            const isReplaced = hasActive(ticket, clock);
            return onReopen === 'resume' && bySolution && clock.run.kind === 'met' && !isReplaced;
          });
          expect(kept).toEqual([]);
        }),
        { numRuns: 60 },
      );
    });

    it('explains every clock by stretches that tile its time and sum to what elapsed', () => {
      fc.assert(
        fc.property(histories, (history) => {
          const { scenario, now } = live(policy, history);
          for (const clock of scenario.ticket.clocks) {
            const { run } = clock;
            const until = ms('at' in run ? run.at : instant(now));
            const span = {
              startsAt: ms(clock.startsAt),
              until,
              pauses: pausesOf(clock),
              calendarTime: isCalendarTime(ruleOf(clock)),
            };
            const hours = policy.workingTime(clock.schedule);
            const stretches = explain(span, hours);
            let at = span.startsAt;
            for (const stretch of stretches) {
              expect(stretch.from).toBe(at);
              expect(stretch.to).toBeGreaterThan(stretch.from);
              at = stretch.to;
            }
            expect(at).toBe(Math.max(span.startsAt, stretches.length > 0 ? until : span.startsAt));
            const counted = stretches
              .filter(({ kind }) => kind === 'counted')
              .reduce((sum, { from, to }) => sum + to - from, 0);
            expect(elapsedOf(span, hours)).toBe(counted);
            const recorded = [...scenario.of('SlaMet'), ...scenario.of('ClockStopped')]
              .filter((end) => 'at' in run && end.clock === clock.id && end.at === run.at)
              .map(({ elapsedMs }) => elapsedMs);
            if ('at' in run) expect(recorded).toContain(counted);
          }
        }),
        { numRuns: 40 },
      );
    });

    it('is folded to the same state from any prefix on, and from JSON', () => {
      fc.assert(
        fc.property(histories, fc.nat(), (history, cut) => {
          const { events } = live(policy, history).scenario;
          const k = cut % (events.length + 1);
          const evolve = (state: ReturnType<typeof ticketDecider.evolve>, event: TicketEvent) =>
            ticketDecider.evolve(state, event);
          const head = fold(evolve, ticketDecider.initialState, events.slice(0, k));
          const copy = JSON.parse(JSON.stringify(events)) as TicketEvent[];
          expect(fold(evolve, head, events.slice(k))).toEqual(fold(evolve, ticketDecider.initialState, copy));
        }),
        { numRuns: 30 },
      );
    });
  },
);

/** By a reason that no command of the histories names. */
function closedBySilence(regulation: Regulation): Regulation {
  const { closing, schedules } = regulation;
  const reason = { code: 'left-silent', title: { ru: 'Молчание', en: 'Silence' } };
  const silence = {
    after: { value: 4, unit: 'working-days' },
    noticeBefore: { value: 600, unit: 'working-minutes' },
    schedule: Object.keys(schedules)[0]!,
    reason: reason.code,
  } as const;
  return { ...regulation, closing: { ...closing, reasons: [...closing.reasons, reason], silence } };
}

function expectNoticeBeforeClose(policy: Policy, history: readonly Happening[]): void {
  const scenario = new Scenario(policy, defaultsOf(policy.regulation));
  scenario.open(toMoscow(START), {
    supplies: allFields(policy.regulation),
    organisation: '44444444-4444-4444-8444-444444444444',
  });
  const { noticeBefore, schedule } = policy.silence!;
  const hours = policy.workingTime(schedule);
  let now = START;
  let told: { readonly decidedAt: number; readonly closesAt: string } | undefined;
  for (const { command, after, role } of history) {
    now += after * 60_000;
    const toldBefore = told;
    for (const event of given(scenario, command, now, now, role)) {
      scenario.events.push(event);
      if (event.type === 'ClosingAnnounced') told = { decidedAt: now, closesAt: event.data.closesAt };
      if (event.type !== 'Closed' || event.data.reason !== 'left-silent') continue;
      expect(event.data.at).toBe(toldBefore?.closesAt);
      const notice = hours.between(toldBefore!.decidedAt, ms(event.data.at));
      expect(notice).toBeGreaterThanOrEqual(noticeBefore.value * 60_000);
    }
  }
}

function expectPromisesAhead(policy: Policy, history: readonly Happening[]): void {
  const scenario = new Scenario(policy, defaultsOf(policy.regulation));
  let now = START;
  scenario.open(toMoscow(START), {
    supplies: allFields(policy.regulation),
    organisation: '44444444-4444-4444-8444-444444444444',
  });
  const check = (events: readonly TicketEvent[], at: string) => {
    for (const { data } of events.filter(({ type }) => PROMISING.includes(type))) {
      const { dueAt, warnAt, expectedAt } = data as { dueAt?: string; warnAt?: string; expectedAt?: string };
      for (const told of [dueAt, warnAt, expectedAt]) if (told !== undefined) expect(told >= at).toBe(true);
    }
  };
  check(scenario.events, instant(now));
  for (const { command, after, late, role } of history) {
    now += after * 60_000;
    scenario.events.push(...given(scenario, { type: 'Advance' }, now, now, 'system'));
    const events = given(scenario, command, now, Math.max(START, now - late * 60_000), role);
    check(events, instant(now));
    scenario.events.push(...events);
  }
}

const PROMISING: readonly string[] = ['ClockStarted', 'ClockResumed', 'ClockRetargeted', 'ClockReinstated'];

function expectBreachesOnce(events: readonly TicketEvent[]): void {
  const due = new Map<string, string>();
  const standing = new Map<string, number>();
  for (const { type, data } of events) {
    if (PROMISING.includes(type)) {
      const { clock, dueAt } = data as { clock: string; dueAt?: string };
      if (dueAt !== undefined) due.set(clock, dueAt);
    }
    if (type === 'SlaBreached') {
      expect(data.at).toBe(due.get(data.clock));
      expect(data.dueAt).toBe(data.at);
      standing.set(data.clock, (standing.get(data.clock) ?? 0) + 1);
      expect(standing.get(data.clock)).toBe(1);
    }
    if (type === 'SlaBreachAnnulled') standing.set(data.clock, (standing.get(data.clock) ?? 0) - 1);
  }
}
