import { type Projection, streamId } from '#event-sourcing';
import { TICKET_EVENTS, type TicketEvent } from '../../domain/ticket.events.js';
import { evolveView, type TicketView } from './ticket-view.js';

/** The page of every ticket; `number` finds it by what people read out on the phone. */
export interface TicketDetailsRow {
  readonly ticket: string;
  readonly number: string;
  readonly desk: string;
  readonly customer: string;
  readonly view: TicketView;
}

export const ticketDetailsProjection: Projection<TicketDetailsRow, TicketEvent> = {
  name: 'ticket-details',
  version: 1,
  table: {
    name: 'ticket_details',
    columns: {
      ticket: { type: 'uuid' },
      number: { type: 'text', byteOrder: true },
      desk: { type: 'text' },
      customer: { type: 'uuid' },
      view: { type: 'jsonb' },
    },
    key: ['ticket'],
    indexes: ['("number")'],
  },
  handles: TICKET_EVENTS.map((type) => type.name),
  needsPersonal: true,
  keys: (envelope) => [streamId(envelope.stream)],
  evolve: (row, envelope) => {
    const view = evolveView(row?.view, envelope);
    if (view === undefined) return undefined;
    const { ticket, number, desk, customer } = view.summary;
    return { ticket, number, desk, customer, view };
  },
};
