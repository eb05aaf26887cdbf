import { type Decider } from '#event-sourcing';
import { decide } from './decide/decide.js';
import { type TicketContext } from './policy.js';
import { evolve } from './state/evolve.js';
import { type TicketState, UNOPENED } from './state/ticket.state.js';
import { type TicketCommand } from './ticket.commands.js';
import { type TicketEvent } from './ticket.events.js';

/** A ticket: everything that may happen to it, and what each thing leads to. */
export const ticketDecider: Decider<TicketState, TicketCommand, TicketEvent, TicketContext> = {
  initialState: UNOPENED,
  decide,
  evolve,
};
