import { ENDS_SILENCE, type TicketEvent } from '../ticket.events.js';
import { withPulse } from '../pulse.js';
import { clockFolds } from './clock.folds.js';
import { conversationFolds } from './conversation.folds.js';
import { endingFolds } from './ending.folds.js';
import { type TicketFold, type TicketFolds } from './folds.js';
import { opened, placeFolds } from './opening.folds.js';
import { owedAfter, waitingFor } from './owed.js';
import { solutionAfter } from './solution.js';
import { type ExistingTicket, type TicketState } from './ticket.state.js';

/** Every event but the first has its fold; a type that is missing here does not compile. */
const FOLDS: TicketFolds<Exclude<TicketEvent['type'], 'Opened'>> = {
  ...placeFolds,
  ...conversationFolds,
  ...endingFolds,
  ...clockFolds,
};

const SILENCE_ENDS: ReadonlySet<TicketEvent['type']> = new Set(ENDS_SILENCE);

/** The state after an event. Never throws: an event that fits nothing (a second opening, a ticket of nowhere) changes nothing. */
export function evolve(state: TicketState, event: TicketEvent): TicketState {
  if (event.type === 'Opened') {
    return state.status === 'unopened' ? after(opened(event.data), event) : state;
  }
  if (state.status === 'unopened') return state;
  const fold = FOLDS[event.type] as TicketFold<typeof event.type> | undefined;
  if (fold === undefined) return state;
  const folded = fold(SILENCE_ENDS.has(event.type) ? withoutSilence(state) : state, event.data);
  return folded.status === 'unopened' ? folded : after(folded, event);
}

/** What events of every topic have a say in: who owes what, whether a solution stands, what has happened so far. */
function after(ticket: ExistingTicket, event: TicketEvent): ExistingTicket {
  return remembered(solving(owing(ticket, event), event), event);
}

function owing(ticket: ExistingTicket, event: TicketEvent): ExistingTicket {
  const owed = owedAfter(ticket.owed, event);
  if (owed === ticket.owed) return ticket;
  return ticket.status === 'open' ? { ...ticket, owed, waitingFor: waitingFor(owed) } : { ...ticket, owed };
}

function solving(ticket: ExistingTicket, event: TicketEvent): ExistingTicket {
  const solution = solutionAfter(ticket.solution, event, ticket.status === 'open');
  if (solution === ticket.solution) return ticket;
  const { solution: _, ...rest } = ticket;
  return solution === undefined ? rest : { ...rest, solution };
}

function remembered(ticket: ExistingTicket, event: TicketEvent): ExistingTicket {
  const pulses = withPulse(ticket.pulses, event);
  return pulses === ticket.pulses ? ticket : { ...ticket, pulses };
}

function withoutSilence(ticket: ExistingTicket): ExistingTicket {
  if (ticket.status === 'closed' || ticket.silence === undefined) return ticket;
  const { silence: _, ...rest } = ticket;
  return rest;
}
