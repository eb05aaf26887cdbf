import { describe, expect, it } from '@jest/globals';
import { CLOCK, CUSTOMER, TICKET, TicketStory } from '../testing/ticket-story.js';
import { dueTimersProjection } from './due-timers.projection.js';

const next = (story: TicketStory) => story.rows(dueTimersProjection).get(TICKET)?.next_at;

describe('due timers', () => {
  it('fall due at the warning, then at the breach, then never', () => {
    const story = new TicketStory().opened().add({ type: 'ClockStarted', data: CLOCK });
    expect(next(story)).toBe(CLOCK.warnAt);
    story.add({
      type: 'SlaWarned',
      data: { clock: 'reaction', target: 'reaction', at: CLOCK.warnAt ?? '', dueAt: CLOCK.dueAt },
    });
    expect(next(story)).toBe('2026-03-02T10:00:00.001Z');
    story.add({
      type: 'SlaBreached',
      data: { ...CLOCK, at: CLOCK.dueAt, priority: 'normal', customer: CUSTOMER },
    } as never);
    expect(next(story)).toBeNull();
  });

  it('count an estimate with its tolerance', () => {
    const story = new TicketStory().opened().add({
      type: 'EstimateGiven',
      data: { solvedBy: '2026-03-02T15:00:00.000Z', toleranceMinutes: 60, factors: {} },
    });
    expect(next(story)).toBe('2026-03-02T16:00:00.001Z');
  });

  it('announce and close a silent ticket, and forget both when somebody speaks', () => {
    const silence = {
      noticeAt: '2026-03-05T09:00:00.000Z',
      closesAt: '2026-03-09T09:00:00.000Z',
      reason: 'silence',
    };
    const story = new TicketStory().opened().add({
      type: 'Answered',
      data: { customer: CUSTOMER, text: 'Do this', channel: 'portal', solution: true, silence },
    });
    expect(next(story)).toBe(silence.noticeAt);
    story.add({ type: 'ClosingAnnounced', data: { at: silence.noticeAt, closesAt: silence.closesAt } });
    expect(next(story)).toBe(silence.closesAt);
    story.add({
      type: 'CustomerReplied',
      data: { customer: CUSTOMER, text: 'No', channel: 'portal', supplies: [], completes: true },
    });
    expect(next(story)).toBeNull();
  });

  it('have nothing for a closed ticket', () => {
    const story = new TicketStory().opened().add({ type: 'ClockStarted', data: CLOCK });
    story.add({
      type: 'Closed',
      data: { reason: 'solved', by: 'staff', withoutResponsibility: false, at: CLOCK.startsAt },
    });
    expect(next(story)).toBeNull();
  });
});
