/**
 * The fourteen ways in which the clocks of known help desks go wrong, each as a case that ours must survive.
 * Desk of the examples: working days 10:00–18:00 in Moscow; reaction 8 working hours, solution 10 working days.
 */
import { describe, expect, it } from '@jest/globals';
import { type Regulation, type SlaTarget } from '#regulation';
import { type CalendarDocument } from '#working-time';
import { calendarOf, policyOf } from '../testing/policies.js';
import { moscow, Scenario } from '../testing/scenario.js';

const DESK = 'catalogue-software';
const DEFAULTS = { channel: 'email', serviceKind: 'errors' };
const ANSWER = { type: 'Answer', text: 'Like this', channel: 'email', solution: false } as const;
const SOLUTION = { ...ANSWER, solution: true } as const;
const ASK = { type: 'RequestInformation', text: 'Which version?' } as const;
const REPLY = { type: 'Reply', text: 'This one', channel: 'email' } as const;
const ADVANCE = { type: 'Advance' } as const;

const story = (change?: (regulation: Regulation) => Regulation) =>
  new Scenario(policyOf(DESK, change), DEFAULTS);

const withTargets =
  (...targets: Partial<SlaTarget>[]) =>
  (regulation: Regulation): Regulation => ({
    ...regulation,
    targets: regulation.targets.map((target) => ({
      ...target,
      ...targets.find(({ code }) => code === target.code),
    })),
  });

const changed = (target: Partial<SlaTarget> & { code: string }) => withTargets(target);

describe('SLA failure', () => {
  it('1: pauses are forgotten when the policy changes', () => {
    const urgent = changed({
      code: 'reaction-highly-critical',
      schedule: 'business',
      limit: { value: 240, unit: 'working-minutes' },
    });
    const one = story((regulation) =>
      urgent(changed({ code: 'reaction-normal', metBy: [{ event: 'Answered' }] })(regulation)),
    );
    one.open('2026-11-23 10:00');
    one.at('2026-11-23 11:00', ASK);
    one.at('2026-11-23 13:00', REPLY);
    one.at('2026-11-23 13:30', { type: 'Prioritize', priority: 'highly-critical', reason: 'down' });
    // Four hours from the opening, and the two hours of the pause on top.
    expect(one.of('ClockRetargeted')).toMatchObject([
      {
        clock: 'reaction-normal',
        dueAt: moscow('2026-11-23 16:00'),
        previous: { target: 'reaction-normal' },
        cause: 'priority',
      },
    ]);
    one.at('2026-11-23 13:40', { type: 'Prioritize', priority: 'normal', reason: 'not so' });
    expect(one.clock('reaction-normal').run).toMatchObject({
      kind: 'running',
      dueAt: moscow('2026-11-24 12:00'),
    });
  });

  it('2: pauses are derived from today’s settings', () => {
    const one = story(changed({ code: 'reaction-normal', metBy: [{ event: 'Answered' }] }));
    one.open('2026-11-23 10:00');
    one.at('2026-11-23 11:00', ASK);
    one.at('2026-11-23 13:00', REPLY);
    const before = one.clock('reaction-normal');
    // The regulation no longer pauses anything: what was paused stays so, and the promise stands.
    one.policy = policyOf(DESK, (r) =>
      changed({ code: 'reaction-normal', pausedWhile: [], metBy: [{ event: 'Answered' }] })(r),
    );
    expect(one.at('2026-11-23 15:00', ADVANCE).types).toEqual([]);
    expect(one.clock('reaction-normal')).toEqual(before);
    one.at('2026-11-24 11:30', ANSWER);
    expect(one.of('SlaMet').at(-1)).toMatchObject({ elapsedMs: 7.5 * 3600_000, inTime: true });
  });

  it('3: aggregated pauses lose their place in the calendar', () => {
    const one = story(changed({ code: 'reaction-normal', metBy: [{ event: 'Answered' }] }));
    one.open('2026-11-27 16:00');
    one.at('2026-11-27 17:00', ASK);
    // 64 hours on the wall, two of them working ones: Friday 17–18 and Monday 10–11.
    one.at('2026-11-30 11:00', REPLY);
    expect(one.clock('reaction-normal').run).toMatchObject({ dueAt: moscow('2026-11-30 18:00') });
    expect(one.clock('reaction-normal').pauses).toEqual([
      { from: moscow('2026-11-27 17:00'), to: moscow('2026-11-30 11:00'), waitingFor: 'customer' },
    ]);
  });

  it('4: an edited calendar rewrites verdicts, or never arrives', () => {
    const calendar = calendarOf('ru');
    const year = calendar.years['2026']!;
    const holiday: CalendarDocument = {
      ...calendar,
      version: calendar.version + 1,
      years: { ...calendar.years, '2026': { ...year, daysOff: [...year.daysOff, '2026-11-24'] } },
    };
    const one = story(changed({ code: 'handling', limit: { value: 2, unit: 'working-days' } }));
    one.open('2026-11-16 10:00');
    one.at('2026-11-19 10:00', SOLUTION);
    one.at('2026-11-19 10:00', { type: 'Close', reason: 'solved' });
    const verdicts = [...one.of('SlaBreached'), ...one.of('SlaMet')];
    const running = story(changed({ code: 'handling', limit: { value: 2, unit: 'working-days' } }));
    running.open('2026-11-23 10:30');
    const adopt = policyOf(
      DESK,
      changed({ code: 'handling', limit: { value: 2, unit: 'working-days' } }),
      holiday,
    );
    expect(
      one.at('2026-11-23 11:00', { type: 'AdoptRegulation', reason: 'decree' }, { adopt }).refusal?.code,
    ).toBe('ticket-closed');
    expect([...one.of('SlaBreached'), ...one.of('SlaMet')]).toEqual(verdicts);
    expect(running.at('2026-11-23 11:00', ADVANCE).types).toEqual([]);
    running.at('2026-11-23 11:00', { type: 'AdoptRegulation', reason: 'decree' }, { adopt });
    expect(running.of('ClockRetargeted')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          clock: 'handling',
          cause: 'calendar',
          reason: 'decree',
          dueAt: moscow('2026-11-26 18:00'),
          previous: { target: 'handling', dueAt: moscow('2026-11-25 18:00') },
          calendarVersion: holiday.version,
        }),
      ]),
    );
  });

  it('5: two events in one transaction: an answer that also asks loses the first response', () => {
    const one = story();
    one.open('2026-11-23 10:00');
    const outcome = one.at('2026-11-23 11:00', ASK);
    expect(outcome.types).toEqual(['InformationRequested', 'SlaMet', 'ClockPaused']);
    expect(one.of('SlaMet')).toMatchObject([{ clock: 'reaction-normal', elapsedMs: 3600_000, inTime: true }]);
    expect(one.of('ClockPaused')).toMatchObject([{ clock: 'handling', waitingFor: 'customer' }]);
  });

  it('6: what counts as a response: event, channel, visibility and completeness, by the regulation', () => {
    const metBy: SlaTarget['metBy'] = [
      { event: 'Answered', channels: ['phone'], solution: false },
      { event: 'NoteAdded', visibility: 'public' },
    ];
    const meets = (command: Parameters<Scenario['at']>[1]) => {
      const one = story(changed({ code: 'reaction-normal', metBy }));
      one.open('2026-11-23 10:00');
      return one.at('2026-11-23 11:00', command).types.includes('SlaMet');
    };
    expect(meets({ ...ANSWER, channel: 'phone' })).toBe(true);
    expect(meets(ANSWER)).toBe(false);
    expect(meets({ type: 'AddNote', text: 'seen', visibility: 'public' })).toBe(true);
    expect(meets({ type: 'AddNote', text: 'seen', visibility: 'internal' })).toBe(false);
    expect(meets({ type: 'TakeUp', assignee: 'anna' })).toBe(false);
  });

  it.each([
    ['resumes', 'resume', ['ClockResumed'], moscow('2026-12-08 18:00')],
    ['starts anew', 'restart', ['ClockStarted'], moscow('2026-12-09 18:00')],
    ['nothing runs', 'none', [], undefined],
  ] as const)('7: what a reopening does is nobody’s choice: here it %s', (_, onReopen, types, dueAt) => {
    const one = story(changed({ code: 'handling', onReopen }));
    one.open('2026-11-23 10:00');
    one.at('2026-11-23 15:00', { type: 'Close', reason: 'solved' });
    const outcome = one.at('2026-11-25 10:00', { type: 'Reopen', reason: 'again' }, { role: 'customer' });
    expect(outcome.types).toEqual(['Reopened', ...types]);
    const active = one.ticket.clocks.filter(
      ({ metric, run }) => metric === 'resolution' && run.kind === 'running',
    );
    // Between the close and the reopening lies one whole working day, the 24th.
    expect(active.map(({ run }) => 'dueAt' in run && run.dueAt)).toEqual(dueAt === undefined ? [] : [dueAt]);
  });

  it('8: a merge carries or drops clocks: those of a duplicate stop, without a verdict', () => {
    const one = story();
    one.open('2026-11-23 10:00');
    one.at('2026-11-23 11:00', {
      type: 'MarkAsDuplicate',
      of: '55555555-5555-4555-8555-555555555555',
      ofNumber: 'CS-1',
    });
    expect(one.of('ClockStopped').map(({ clock, reason }) => [clock, reason])).toEqual([
      ['reaction-normal', 'duplicate'],
      ['handling', 'duplicate'],
    ]);
    expect(one.of('SlaMet')).toEqual([]);
    expect(one.at('2027-02-01 10:00', ADVANCE).types).toEqual([]);
  });

  it('9: polling: a breach bears the time of its discovery', () => {
    const one = story();
    one.open('2026-11-23 10:00');
    one.at('2026-12-30 03:17', ADVANCE);
    expect(one.of('SlaBreached').map(({ clock, at, dueAt }) => [clock, at, dueAt])).toEqual([
      ['reaction-normal', moscow('2026-11-23 18:00'), moscow('2026-11-23 18:00')],
      ['handling', moscow('2026-12-07 18:00'), moscow('2026-12-07 18:00')],
    ]);
  });

  it('10: the present offset is applied to other times of the year', () => {
    const berlin = (regulation: Regulation): Regulation => ({
      ...changed({ code: 'handling', limit: { value: 3, unit: 'working-days' } })(regulation),
      zone: 'Europe/Berlin',
    });
    const one = story(berlin);
    // Received in winter time on Friday, due on Wednesday in summer time: 18:00 there is 16:00 UTC and not 17:00.
    one.open('2026-03-27 15:00');
    expect(one.clock('handling').run).toMatchObject({ dueAt: '2026-04-01T16:00:00.000Z' });
  });

  it('11: the breach is overwritten or doubled', () => {
    const one = story();
    one.open('2026-11-23 10:00');
    for (const time of ['2026-11-23 18:01', '2026-11-23 18:01', '2026-11-24 12:00', '2026-11-25 12:00'])
      one.at(time, ADVANCE);
    one.at('2026-11-25 13:00', { type: 'Prioritize', priority: 'highly-critical', reason: 'down' });
    one.at('2026-11-25 14:00', ANSWER);
    one.at('2026-11-25 15:00', ADVANCE);
    expect(one.of('SlaBreached').map(({ clock, at }) => [clock, at])).toEqual([
      ['reaction-normal', moscow('2026-11-23 18:00')],
    ]);
    expect(one.of('SlaMet')).toMatchObject([
      { clock: 'reaction-normal', inTime: false, at: moscow('2026-11-25 14:00') },
    ]);
  });

  it('12: warnings go out when nobody is there', () => {
    const one = story(
      changed({ code: 'reaction-normal', warnBefore: { value: 60, unit: 'working-minutes' } }),
    );
    one.open('2026-11-27 17:30');
    // Due on Monday at 17:30; a wall-clock hour before would do here, so the night is tried as well.
    one.at('2026-12-05 00:00', ADVANCE);
    expect(one.of('SlaWarned')[0]).toMatchObject({
      clock: 'reaction-normal',
      at: moscow('2026-11-30 16:30'),
    });
    const late = story(
      changed({
        code: 'reaction-normal',
        metBy: [{ event: 'Answered' }],
        warnBefore: { value: 120, unit: 'working-minutes' },
      }),
    );
    late.open('2026-11-23 10:00');
    late.at('2026-11-23 15:30', ASK);
    late.at('2026-11-24 23:00', { ...REPLY });
    expect(late.clock('reaction-normal').run).toMatchObject({ warnAt: moscow('2026-11-25 10:30') });
    late.at('2026-11-25 09:00', ASK);
    late.at('2026-11-25 09:30', REPLY);
    late.at('2026-12-01 00:00', ADVANCE);
    for (const { at } of late.of('SlaWarned'))
      expect(late.policy.workingTime('business').isOpen(Date.parse(at))).toBe(true);
  });

  it('13: targets in days and in hours differ', () => {
    const days = story(changed({ code: 'reaction-normal', limit: { value: 1, unit: 'working-days' } }));
    days.open('2026-11-20 09:00');
    const hours = story();
    hours.open('2026-11-20 09:00');
    // Day 0 is the Friday of the receipt; eight hours are over on that Friday already.
    expect(days.clock('reaction-normal').run).toMatchObject({ dueAt: moscow('2026-11-23 18:00') });
    expect(hours.clock('reaction-normal').run).toMatchObject({ dueAt: moscow('2026-11-20 18:00') });
    // Two hours of waiting move the hours and not the day; a whole working day moves both.
    for (const one of [days, hours]) {
      one.policy = policyOf(DESK, (r) =>
        changed({
          code: 'reaction-normal',
          metBy: [{ event: 'Answered' }],
          limit: one === days ? { value: 1, unit: 'working-days' } : { value: 480, unit: 'working-minutes' },
        })(r),
      );
      one.at('2026-11-20 11:00', ASK);
      one.at('2026-11-20 13:00', REPLY);
    }
    expect(days.clock('reaction-normal').run).toMatchObject({ dueAt: moscow('2026-11-23 18:00') });
    expect(hours.clock('reaction-normal').run).toMatchObject({ dueAt: moscow('2026-11-23 12:00') });
    days.at('2026-11-20 17:00', ASK);
    days.at('2026-11-24 11:00', REPLY);
    expect(days.clock('reaction-normal').run).toMatchObject({ dueAt: moscow('2026-11-24 18:00') });
  });

  it('14: a holiday feed is trusted blindly: nothing moves by itself, and a draft of a calendar shows', () => {
    const drafted = story(changed({ code: 'handling', assumed: false }));
    drafted.open('2027-11-22 10:00');
    expect(drafted.clock('handling').provisional).toBe(false);
    drafted.events.length = 0;
    drafted.open('2027-12-20 10:00');
    // Ten working days reach into 2028, for which there is no decree yet.
    expect(drafted.of('ClockStarted').find(({ clock }) => clock === 'handling')).toMatchObject({
      provisional: true,
    });
    const refusing = story((regulation) => ({ ...regulation, beyondCalendar: 'refuse' }));
    expect(refusing.open('2027-12-20 10:00').refusal).toEqual({
      code: 'calendar-year-missing',
      params: { calendar: 'ru', year: 2028 },
    });
    expect(refusing.events).toEqual([]);
  });
});
