/**
 * The engine has no code path that names a desk: desks that nobody wrote are drawn from the fields of the five regulations, and the
 * ticket's decisions follow the fields, whatever the desk is called.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from '#event-sourcing';
import { compilePolicy, type Policy, type Regulation, sampleRegulations, WorkingTimes } from '#regulation';
import {
  type OpenTicket,
  type TicketCommand,
  ticketDecider,
  type TicketEvent,
  type TicketState,
} from '#tickets';
import { builtInCalendars, parseInstant, toInstant, withDraftYears } from '#working-time';
import {
  drawnRegulation,
  publishedDesks,
  type Transplant,
  transplants,
} from '../regulation/testing/drawn-regulation.js';

const CUSTOMER = '7c0a7e0e-6b4f-4a53-9d0e-1d3f3b7f5a01';
const RUNS = { numRuns: 60 };
const hours = new WorkingTimes();
const policyOf = (document: Regulation): Policy =>
  compilePolicy({ ...document, beyondCalendar: 'draft' }, builtInCalendars.ru, hours);

/** A request that lacks nothing, of a kind that the desk serves. */
function request(document: Regulation): OpenTicket {
  const tariff = document.tariffs.at(-1);
  const channel = document.channels.find((c) => c.opensTickets && !c.tariffs)!;
  return {
    type: 'OpenTicket',
    number: 'X-1',
    desk: document.desk,
    customer: CUSTOMER,
    channel: channel.code,
    serviceKind: tariff?.serviceKinds?.[0] ?? document.serviceKinds[0]!.code,
    ...(tariff && { tariff: tariff.code }),
    subject: 'subject',
    text: 'text',
    supplies: document.requiredFields.flatMap(({ field, orAnyOf }) => [field, ...(orAnyOf ?? [])]),
  };
}

type Step = readonly [command: TicketCommand, minutesLater: number];

/** Lives a ticket through; a refusal is an answer like any other. */
function live(policy: Policy, start: number, steps: readonly Step[]) {
  const events: TicketEvent[] = [];
  const refusals: string[] = [];
  let now = start;
  for (const [command, later] of steps) {
    now += later * 60_000;
    const state = fold(
      (s: TicketState, e: TicketEvent) => ticketDecider.evolve(s, e),
      ticketDecider.initialState,
      events,
    );
    const at = toInstant(now);
    const decision = ticketDecider.decide(command, state, {
      now: at,
      occurredAt: at,
      actor: { id: 'someone', role: 'engineer' },
      channel: 'channel' in command ? command.channel : '',
      policy,
    });
    events.push(...decision.events);
    if (decision.kind === 'refused') refusals.push(decision.refusal.code);
  }
  return { events, refusals };
}

const script = (document: Regulation): readonly Step[] => {
  const open = request(document);
  return [
    [open, 0],
    [{ type: 'TakeUp', assignee: 'engineer-1' }, 45],
    [{ type: 'Prioritize', priority: document.priorities.at(-1)!.code, reason: 'looked at it' }, 10],
    [{ type: 'RequestInformation', text: 'which version?' }, 300],
    [{ type: 'Reply', text: 'the last', channel: open.channel }, 2000],
    [{ type: 'Answer', text: 'so', channel: open.channel, solution: true }, 500],
    [{ type: 'Advance' }, 60 * 24 * 60],
  ];
};

const start = fc
  .integer({
    min: Date.UTC(2024, 0, 1) / 60_000,
    max: Date.UTC(2026, 5, 1) / 60_000,
  })
  .map((minutes) => minutes * 60_000);

const ofType = <Type extends TicketEvent['type']>(events: readonly TicketEvent[], type: Type) =>
  events.filter((event): event is Extract<TicketEvent, { type: Type }> => event.type === type);

describe('desks that nobody wrote', () => {
  it('are served alike under any name', () => {
    fc.assert(
      fc.property(drawnRegulation(), start, fc.stringMatching(/^[a-z]{3,12}$/), (document, at, name) => {
        const unnamed = (events: readonly TicketEvent[]) =>
          events.map((event) =>
            event.type === 'Opened' ? { ...event, data: { ...event.data, desk: '' } } : event,
          );
        const names = [document.desk, name, ...publishedDesks().map(({ desk }) => desk)];
        const lives = names.map((desk) => {
          const renamed = { ...document, desk };
          const { events, refusals } = live(policyOf(renamed), at, script(renamed));
          return { events: unnamed(events), refusals };
        });
        expect(lives[0]!.events.length).toBeGreaterThan(5);
        for (const other of lives) expect(other).toEqual(lives[0]);
      }),
      { numRuns: 20 },
    );
  });

  it('promise by the hours and figures in their document', () => {
    fc.assert(
      fc.property(drawnRegulation(), start, (document, at) => {
        const policy = policyOf(document);
        const { events } = live(policy, at, [[request(document), 0]]);
        const started = ofType(events, 'ClockStarted');
        const open = request(document);
        const targets = policy.targetsFor({ ...open, priority: policy.defaultPriority });
        expect(started.map(({ data }) => data.target).sort()).toEqual(
          targets
            .filter((t) => t.startedBy.some(({ event }) => event === 'Opened'))
            .map(({ code }) => code)
            .sort(),
        );
        for (const { data } of started) {
          const target = document.targets.find(({ code }) => code === data.target)!;
          const time = policy.scheduleFor(target, open);
          const { value, unit } = target.limit;
          const due =
            unit === 'working-minutes'
              ? time.add(at, value * 60_000)
              : time.workingDay(at, value, {
                  ends: target.dayEnds!,
                  receiptRollsForward: target.receiptRollsForward,
                });
          expect(toInstant(due)).toBe(data.dueAt);
        }
      }),
      RUNS,
    );
  });
});

describe('moving a field moves the behaviour', () => {
  /** A desk, a donor and what the donor's field makes of the desk. */
  const moved = (field: Transplant, check: (desk: Regulation, donor: Regulation, at: number) => void) =>
    fc.assert(
      fc.property(drawnRegulation(), fc.nat(4), fc.nat(9), start, (document, from, pick, at) => {
        const donor = publishedDesks()[from]!;
        const desk = structuredClone(document);
        transplants[field](desk, donor, pick);
        check(desk, donor, at);
      }),
      RUNS,
    );

  it('hours: open exactly when the donor is', () => {
    fc.assert(
      fc.property(drawnRegulation(), fc.nat(4), fc.nat(9), start, (document, from, pick, at) => {
        const donor = { ...publishedDesks()[from]!, zone: document.zone };
        const names = Object.keys(donor.schedules);
        const desk = structuredClone(document);
        transplants.hours(desk, donor, pick);
        const theirs = policyOf(donor).workingTime(names[pick % names.length]!);
        for (const name of Object.keys(desk.schedules)) {
          const ours = policyOf(desk).workingTime(name);
          expect(ours.isOpen(at)).toBe(theirs.isOpen(at));
          expect(ours.nextOpening(at)).toBe(theirs.nextOpening(at));
        }
      }),
      RUNS,
    );
  });

  it('queue: by arrival alone every ticket has one rank, by priority the ranks are the priorities’', () => {
    moved('queue', (desk, donor) => {
      const policy = policyOf(desk);
      const classes = desk.priorities.map(({ code }) => policy.queueClassFor(code));
      const byPriority = donor.queue.order.includes('priority');
      expect(classes.map(({ rank }) => rank)).toEqual(
        desk.priorities.map(({ rank }) => (byPriority ? rank : 0)),
      );
      expect(new Set(classes.map(({ reason }) => reason))).toEqual(
        new Set([byPriority ? 'priority' : 'arrival']),
      );
      const [first, ...others] = desk.priorities.map(({ code }) => code);
      const ground = donor.queue.outOfTurn?.grounds[0]?.code;
      expect(policy.queueClassFor(first!, ground ?? 'a-ground').outOfTurn).toBe(ground !== undefined);
      for (const code of others)
        expect(policy.queueClassFor(code, ground ?? 'a-ground').outOfTurn).toBe(false);
    });
  });

  it('queue: staff take a ticket out of turn where the donor lets them', () => {
    moved('queue', (desk, donor, at) => {
      const ground = donor.queue.outOfTurn?.grounds[0]?.code ?? 'a-ground';
      const open = { ...request(desk), priority: desk.priorities[0]!.code };
      const { events, refusals } = live(policyOf(desk), at, [
        [open, 0],
        [{ type: 'TakeOutOfTurn', ground }, 1],
      ]);
      const allowed = donor.queue.outOfTurn !== undefined;
      expect(ofType(events, 'QueueClassChanged')).toHaveLength(allowed ? 1 : 0);
      expect(refusals).toEqual(allowed ? [] : ['out-of-turn-not-allowed']);
    });
  });

  it('silence: an answered ticket closes by itself where the donor’s do, after as many working days', () => {
    moved('silence', (desk, donor, at) => {
      const policy = policyOf(desk);
      const open = request(desk);
      const answered: readonly Step[] = [
        [open, 0],
        [{ type: 'Answer', text: 'so', channel: open.channel, solution: true }, 30],
      ];
      const [answer] = ofType(live(policy, at, answered).events, 'Answered');
      const noticeAt = answer?.data.silence?.noticeAt;
      const untilNotice = noticeAt === undefined ? 0 : parseInstant(noticeAt) / 60_000 - at / 60_000 - 30;
      const { events } = live(policy, at, [
        ...answered,
        [{ type: 'Advance' }, untilNotice],
        [{ type: 'Advance' }, 60 * 24 * 60],
      ]);
      const closed = ofType(events, 'Closed');
      const announced = ofType(events, 'ClosingAnnounced');
      if (!donor.closing.silence) return expect([closed, announced]).toEqual([[], []]);
      expect(closed).toMatchObject([{ data: { by: 'system', reason: donor.closing.silence.reason } }]);
      expect(announced).toHaveLength(1);
      const time = policy.workingTime(desk.closing.silence!.schedule);
      const closesAt = parseInstant(announced[0]!.data.closesAt);
      expect(time.workingDaysBetween(at + 30 * 60_000, closesAt - 1)).toBe(donor.closing.silence.after.value);
    });
  });

  it('required fields: what blocks, what may come later and what stands the clocks is the donor’s', () => {
    moved('requiredFields', (desk, donor, at) => {
      const open = { ...request(desk), supplies: [], text: 'text' };
      const { events, refusals } = live(policyOf(desk), at, [[open, 0]]);
      const lacking = donor.requiredFields.filter((f) => f.when === 'opening' && f.field !== 'text');
      if (lacking.some(({ policy }) => policy === 'block')) {
        expect([events, refusals]).toEqual([[], ['required-fields-missing']]);
        return;
      }
      const [opened] = ofType(events, 'Opened');
      expect(opened!.data.missing).toEqual([...new Set(lacking.map(({ field }) => field))]);
      expect(opened!.data.awaitsCustomer).toBe(lacking.some(({ policy }) => policy === 'pause'));
    });
  });

  it('limits: the donor’s figures are the promises', () => {
    moved('limits', (desk, donor, at) => {
      const { events } = live(policyOf(desk), at, [[request(desk), 0]]);
      const figures = donor.targets.map(({ limit }) => limit);
      for (const { data } of ofType(events, 'ClockStarted')) {
        const target = desk.targets.find(({ code }) => code === data.target)!;
        expect(data.amount).toEqual(target.limit);
        expect(figures).toContainEqual(data.amount);
      }
    });
  });

  it('zone: the same hours open as many hours earlier as the zone lies east', () => {
    const [west, east] = ['Europe/Moscow', 'Asia/Vladivostok'].map((zone) =>
      policyOf({ ...publishedDesks()[3]!, zone }).workingTime('support'),
    );
    const monday = Date.UTC(2026, 1, 2);
    expect(west!.nextOpening(monday) - east!.nextOpening(monday)).toBe(7 * 3_600_000);
  });

  it('calendar: a year that it lacks is refused or promised provisionally, as the document says', () => {
    const document = publishedDesks()[3]!;
    const beyond = Date.UTC(2029, 5, 1, 9);
    const draft = compilePolicy({ ...document, beyondCalendar: 'draft' }, builtInCalendars.ru, hours);
    const strict = compilePolicy({ ...document, beyondCalendar: 'refuse' }, builtInCalendars.ru, hours);
    const expected = withDraftYears(builtInCalendars.ru, 2028, 2029).years['2029']!;
    expect(expected.status).toBe('draft');
    expect(draft.workingTime('support').isProvisional(beyond, beyond)).toBe(true);
    expect(() => strict.workingTime('support').add(beyond, 60_000)).toThrow(
      expect.objectContaining({ code: 'calendar-year-missing', year: 2029 }),
    );
  });
});

describe('the code', () => {
  it('names no desk outside samples and tests, save in comments and the examples of the API’s pages', () => {
    const root = join(import.meta.dirname, '..', '..');
    const files = ['libs', 'apps'].flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map((file) => join(top, file)),
    );
    const code = files.filter(
      (file) => /\.(ts|sql)$/.test(file) && !/\.spec\.ts$|[\\/](samples|testing)[\\/]/.test(file),
    );
    expect(code.length).toBeGreaterThan(50);
    const names = new RegExp(
      `['"\`](${sampleRegulations()
        .map(({ desk }) => desk)
        .join('|')})['"\`]`,
    );
    const withoutProse = (text: string) =>
      text.replaceAll(/\/\*[^]*?\*\/|^\s*(\/\/|--).*$|\bexample: '[^']*'/gm, '');
    const naming = code.filter((file) => names.test(withoutProse(readFileSync(join(root, file), 'utf8'))));
    expect(naming).toEqual([]);
  });
});
