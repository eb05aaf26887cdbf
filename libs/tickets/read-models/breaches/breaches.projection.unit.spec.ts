import { describe, expect, it } from '@jest/globals';
import { rowKey } from '#event-sourcing';
import { type TicketEvent } from '../../domain/ticket.events.js';
import { CLOCK, CUSTOMER, TICKET, TicketStory } from '../testing/ticket-story.js';
import { breachesProjection } from './breaches.projection.js';

const BREACHED: TicketEvent = {
  type: 'SlaBreached',
  data: {
    clock: 'reaction',
    target: 'reaction',
    metric: 'reaction',
    party: 'first-line',
    at: CLOCK.dueAt,
    dueAt: CLOCK.dueAt,
    startsAt: CLOCK.startsAt,
    priority: 'normal',
    customer: CUSTOMER,
    regulationVersion: 1,
    calendarVersion: 1,
  },
};
const MET: TicketEvent = {
  type: 'SlaMet',
  data: {
    clock: 'reaction',
    target: 'reaction',
    at: '2026-03-02T11:00:00.000Z',
    elapsedMs: 7_200_000,
    inTime: false,
  },
};

const breach = (story: TicketStory) => story.rows(breachesProjection).get(rowKey(TICKET, 'reaction'));

describe('SLA breaches', () => {
  it('bear the instant of the breach, not of its discovery', () => {
    const story = new TicketStory().opened().add(BREACHED, '2026-03-09T08:00:00.000Z');
    expect(breach(story)).toMatchObject({
      breached_at: '2026-03-02T10:00:00.000Z',
      desk: 'desk',
      counts: true,
    });
  });

  it('keep every fact with its position, so that the list of an earlier moment shows none of the later ones', () => {
    const story = new TicketStory().opened().add(BREACHED).add(MET);
    expect(breach(story)?.facts.map(({ kind, position }) => [kind, position])).toEqual([
      ['breached', '0000000000000002'],
      ['met', '0000000000000003'],
    ]);
  });

  it('stay when annulled, and no longer count', () => {
    const annulled: TicketEvent = {
      type: 'SlaBreachAnnulled',
      data: {
        clock: 'reaction',
        target: 'reaction',
        breachedAt: CLOCK.dueAt,
        ground: 'decision',
        customer: CUSTOMER,
      },
    };
    const row = breach(new TicketStory().opened().add(BREACHED).add(annulled));
    expect(row?.counts).toBe(false);
    expect(row?.facts.at(-1)).toMatchObject({ kind: 'annulled', ground: 'decision' });
  });

  it('do not list what was met in time', () => {
    expect(breach(new TicketStory().opened().add(MET))).toBeUndefined();
  });
});
