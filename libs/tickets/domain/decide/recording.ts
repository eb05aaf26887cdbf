import { evolve } from '../state/evolve.js';
import { type ExistingTicket, type OpenTicketState, type TicketState } from '../state/ticket.state.js';
import { type TicketEvent, type TicketEventOf } from '../ticket.events.js';

/** Events of one decision in the making, with the state after each, so that every effect is decided on what precedes it. */
export class Recording {
  #state: TicketState;
  readonly #events: TicketEvent[] = [];

  constructor(state: TicketState) {
    this.#state = state;
  }

  record<Type extends TicketEvent['type']>(type: Type, data: TicketEventOf<Type>['data']): void {
    const event = { type, data } as TicketEventOf<Type>;
    this.#events.push(event);
    this.#state = evolve(this.#state, event);
  }

  get events(): readonly TicketEvent[] {
    return this.#events;
  }

  /** The ticket as it is after what was recorded. */
  get ticket(): ExistingTicket {
    if (this.#state.status === 'unopened') throw new TypeError('the ticket is not opened yet');
    return this.#state;
  }

  get openTicket(): OpenTicketState {
    const { ticket } = this;
    if (ticket.status !== 'open') throw new TypeError('the ticket is closed');
    return ticket;
  }
}
