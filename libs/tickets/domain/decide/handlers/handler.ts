import { type ClosedTicketState, type OpenTicketState } from '../../state/ticket.state.js';
import { type TicketCommand, type TicketCommandType } from '../../ticket.commands.js';
import { type TicketRefusal } from '../../ticket.refusals.js';
import { type Step } from '../moment.js';

export type CommandOf<Type extends TicketCommandType> = Extract<TicketCommand, { type: Type }>;

/** Records what the command brings about, or says why not; recording nothing means that nothing changes. */
export type Handler<Type extends TicketCommandType, Ticket> = (
  command: CommandOf<Type>,
  ticket: Ticket,
  step: Step,
) => TicketRefusal | undefined;

export type OpenHandlers<Type extends TicketCommandType> = {
  readonly [T in Type]: Handler<T, OpenTicketState>;
};
export type ClosedHandlers<Type extends TicketCommandType> = {
  readonly [T in Type]: Handler<T, ClosedTicketState>;
};
