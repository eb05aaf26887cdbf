import { type EventEnvelope, type Projection, rowKey, streamId } from '#event-sourcing';
import { type TicketEvent } from '../../domain/ticket.events.js';

/**
 * Which tickets are, or once were, a customer's. A ticket opened for the wrong customer leaves his list with the correction
 * and enters the right one's; as of a moment before, it is where it was then.
 */
export interface CustomerTicketRow {
  readonly ticket: string;
  readonly customer: string;
  readonly desk: string;
  /** Null where the ticket came by a correction: its number stands in the row of the customer whom it was opened for. */
  readonly number: string | null;
  /** First position at which the ticket was his. */
  readonly since: string;
  /** Stretches `[from, to)` of positions at which it was not; an open one has no `to`. */
  readonly gaps: readonly { readonly from: string; readonly to?: string }[];
}

export const customerTicketsProjection: Projection<CustomerTicketRow, TicketEvent> = {
  name: 'customer-tickets',
  version: 1,
  table: {
    name: 'customer_tickets',
    columns: {
      ticket: { type: 'uuid' },
      customer: { type: 'uuid' },
      desk: { type: 'text' },
      number: { type: 'text', nullable: true },
      since: { type: 'text', byteOrder: true },
      gaps: { type: 'jsonb' },
    },
    key: ['ticket', 'customer'],
    indexes: ['("customer", "since")'],
  },
  handles: ['Opened', 'CustomerCorrected'],
  keys: ({ event, stream }) => {
    const ticket = streamId(stream);
    if (event.type === 'Opened') return [rowKey(ticket, event.data.customer)];
    if (event.type !== 'CustomerCorrected') return [];
    const { from, to } = event.data;
    return from === to ? [rowKey(ticket, to)] : [rowKey(ticket, from), rowKey(ticket, to)];
  },
  evolve: evolveCustomerTicket,
};

function evolveCustomerTicket(
  row: CustomerTicketRow | undefined,
  envelope: EventEnvelope<TicketEvent>,
  key: string,
): CustomerTicketRow | undefined {
  const { event, position } = envelope;
  const ticket = streamId(envelope.stream);
  if (event.type === 'Opened') {
    const { customer, desk, number } = event.data;
    return { ticket, customer, desk, number, since: position, gaps: [] };
  }
  if (event.type !== 'CustomerCorrected' || event.data.from === event.data.to) return row;
  if (key === rowKey(ticket, event.data.from)) {
    return row && { ...row, gaps: [...row.gaps, { from: position }] };
  }
  if (row !== undefined) {
    return { ...row, gaps: row.gaps.map((gap) => (gap.to === undefined ? { ...gap, to: position } : gap)) };
  }
  const desk = envelope.metadata.desk ?? '';
  return { ticket, customer: event.data.to, desk, number: null, since: position, gaps: [] };
}
