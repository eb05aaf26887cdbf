import { describe, expect, it } from '@jest/globals';
import { ERASED } from '#event-sourcing';
import { CUSTOMER, TICKET, TicketStory } from '../testing/ticket-story.js';
import { ticketWordsProjection } from './ticket-words.projection.js';

const words = (story: TicketStory) => story.rows(ticketWordsProjection).get(TICKET);

describe('words of a ticket', () => {
  it('keep internal notes apart from what the customer may read', () => {
    const story = new TicketStory()
      .opened({ subject: 'Link', text: 'dark lamp' })
      .add({ type: 'NoteAdded', data: { customer: CUSTOMER, text: 'secret', visibility: 'internal' } })
      .add({ type: 'NoteAdded', data: { customer: CUSTOMER, text: 'shown', visibility: 'public' } });
    expect(words(story)).toEqual({
      ticket: TICKET,
      words: 'Link\ndark lamp\nshown',
      internal_words: 'secret',
    });
  });

  it('hold nothing of a subject who was erased', () => {
    expect(words(new TicketStory().opened({ subject: ERASED, text: ERASED }))).toBeUndefined();
  });
});
