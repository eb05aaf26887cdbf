import { type EventEnvelope, fold, type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { type TicketEvent } from '../../domain/ticket.events.js';
import { ticketDetailsProjection, type TicketDetailsRow } from './ticket-details.projection.js';
import { evolveView, type TicketView } from './ticket-view.js';

export const TICKET_VIEW = `${ticketDetailsProjection.name}@${ticketDetailsProjection.version}`;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface FoundTicket {
  readonly view: TicketView;
  /** How far the read model has come: nothing later of any ticket is in it. */
  readonly position: Position;
}

/** @param ticket id, or number in its canonical form. */
export async function ticketByIdOrNumber(store: ReadStore, ticket: string): Promise<FoundTicket | undefined> {
  const column = UUID.test(ticket) ? 'ticket' : 'number';
  const { rows, position } = await store.query<TicketDetailsRow>(
    ticketDetailsProjection.name,
    `SELECT * FROM read.ticket_details WHERE ${column} = $1`,
    [ticket],
  );
  return rows[0] && { view: rows[0].view, position };
}

/** The ticket as of a position, folded from its own stream; undefined when it was not open yet. */
export function ticketAsOf(
  envelopes: readonly EventEnvelope<TicketEvent>[],
  at: Position,
): TicketView | undefined {
  return fold<TicketView | undefined, EventEnvelope<TicketEvent>>(
    evolveView,
    undefined,
    envelopes.filter(({ position }) => position <= at),
  );
}
