import { type TicketEvent, type TicketEventOf } from '../ticket.events.js';
import { type ExistingTicket, type TicketState } from './ticket.state.js';

/** What one type of event does to a ticket that exists. */
export type TicketFold<Type extends TicketEvent['type']> = (
  ticket: ExistingTicket,
  data: TicketEventOf<Type>['data'],
) => TicketState;

/** Folds of the events of one topic. */
export type TicketFolds<Type extends TicketEvent['type']> = { readonly [T in Type]: TicketFold<T> };

/** Events that are kept for people and change nothing that a later decision looks at. */
export const unchanged = (ticket: ExistingTicket): ExistingTicket => ticket;
