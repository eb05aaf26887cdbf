import { describe, expect, it } from '@jest/globals';
import { CLOCK, TICKET, TicketStory } from '../testing/ticket-story.js';
import { queueProjection } from './queue.projection.js';

const row = (story: TicketStory) => story.rows(queueProjection).get(TICKET);

describe('the queue', () => {
  it('takes a ticket in by its queue class, with what is due first', () => {
    const story = new TicketStory()
      .opened()
      .add({ type: 'ClockStarted', data: CLOCK })
      .add({
        type: 'ClockStarted',
        data: { ...CLOCK, clock: 'resolution', metric: 'resolution', dueAt: '2026-03-05T10:00:00.000Z' },
      });
    expect(row(story)).toMatchObject({
      in_queue: true,
      sort_key: '1|000002|2026-03-02T09:00:00.000Z|T-26000001-K',
      waiting_for: 'first-line',
      due_at: '2026-03-02T10:00:00.000Z',
      due_clock: 'reaction',
      reason: 'priority',
    });
  });

  it('moves it when its class changes, and says why', () => {
    const from = { rank: 2, outOfTurn: false, reason: 'priority' };
    const to = { rank: 2, outOfTurn: true, reason: 'service-restoration' };
    const before = new TicketStory().opened();
    const key = row(before)?.sort_key ?? '';
    const after = row(before.add({ type: 'QueueClassChanged', data: { customer: TICKET, from, to } }));
    expect(after).toMatchObject({ out_of_turn: true, reason: 'service-restoration' });
    expect((after?.sort_key ?? '') < key).toBe(true);
  });

  it('shows no due instant while the clock stands, and the next one when it is met', () => {
    const story = new TicketStory().opened().add({ type: 'ClockStarted', data: CLOCK });
    story.add({
      type: 'ClockPaused',
      data: {
        clock: 'reaction',
        at: '2026-03-02T09:10:00.000Z',
        waitingFor: 'customer',
        remaining: { value: 3_000_000, unit: 'milliseconds' },
      },
    });
    expect(row(story)).toMatchObject({ due_at: null, due_clock: null });
    story.add({
      type: 'ClockResumed',
      data: {
        clock: 'reaction',
        at: '2026-03-02T12:00:00.000Z',
        dueAt: '2026-03-02T12:50:00.000Z',
        provisional: false,
      },
    });
    expect(row(story)?.due_at).toBe('2026-03-02T12:50:00.000Z');
    story.add({
      type: 'SlaMet',
      data: {
        clock: 'reaction',
        target: 'reaction',
        at: '2026-03-02T12:10:00.000Z',
        elapsedMs: 1,
        inTime: true,
      },
    });
    expect(row(story)?.due_at).toBeNull();
  });

  it('lets a closed ticket go, and takes it back where it stood when the close was wrong', () => {
    const story = new TicketStory().opened();
    const key = row(story)?.sort_key;
    story.add({
      type: 'Closed',
      data: {
        reason: 'solved',
        by: 'staff',
        withoutResponsibility: false,
        at: '2026-03-02T11:00:00.000Z',
      },
    });
    expect(row(story)?.in_queue).toBe(false);
    const queueClass = { rank: 2, outOfTurn: false, reason: 'priority' };
    story.add({ type: 'CloseCorrected', data: { customer: TICKET, reason: 'mistake', queueClass } });
    expect(row(story)).toMatchObject({ in_queue: true, sort_key: key });
  });

  it('leaves a row untouched, the very same object, when nothing that it shows has changed', () => {
    const story = new TicketStory().opened();
    const before = row(story);
    const { envelopes } = story.add({
      type: 'CallLogged',
      data: { channel: 'phone', at: '2026-03-02T11:00:00.000Z', declined: false, fulfils: false },
    });
    const last = envelopes.at(-1);
    expect(last && queueProjection.evolve(before, last, TICKET)).toBe(before);
  });

  it('ignores an event of a ticket that was never opened', () => {
    const story = new TicketStory().add({ type: 'TakenUp', data: { assignee: 'e-1' } });
    expect(row(story)).toBeUndefined();
  });
});
