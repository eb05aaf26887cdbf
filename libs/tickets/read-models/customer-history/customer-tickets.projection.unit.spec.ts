import { describe, expect, it } from '@jest/globals';
import { rowKey } from '#event-sourcing';
import { CUSTOMER, OTHER_CUSTOMER, TICKET, TicketStory } from '../testing/ticket-story.js';
import { customerTicketsProjection } from './customer-tickets.projection.js';

const corrected = (from: string, to: string) =>
  ({ type: 'CustomerCorrected', data: { from, to, reason: 'mixed up' } }) as const;

describe('tickets of a customer', () => {
  it('are his from the opening on', () => {
    const rows = new TicketStory().opened().rows(customerTicketsProjection);
    expect([...rows.values()]).toMatchObject([{ customer: CUSTOMER, since: '0000000000000001', gaps: [] }]);
  });

  it('go to the right customer with a correction, come back with another, and keep when they were whose', () => {
    const story = new TicketStory()
      .opened()
      .add(corrected(CUSTOMER, OTHER_CUSTOMER))
      .add(corrected(OTHER_CUSTOMER, CUSTOMER));
    const rows = story.rows(customerTicketsProjection);
    expect(rows.get(rowKey(TICKET, CUSTOMER))).toMatchObject({
      since: '0000000000000001',
      gaps: [{ from: '0000000000000002', to: '0000000000000003' }],
    });
    expect(rows.get(rowKey(TICKET, OTHER_CUSTOMER))).toMatchObject({
      since: '0000000000000002',
      gaps: [{ from: '0000000000000003' }],
    });
  });
});
