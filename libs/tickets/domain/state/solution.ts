import { type TicketEvent } from '../ticket.events.js';

/** A solution was given, and nothing has shown since that it is none. A close leaves it standing. */
export interface Solution {
  /** Ids of the clocks that were met while it stood: those that it met go on when it turns out to be none. */
  readonly met: readonly string[];
}

/** The standing solution after the event; the same object when the event changes nothing of it. */
export function solutionAfter(
  solution: Solution | undefined,
  event: TicketEvent,
  isOpen: boolean,
): Solution | undefined {
  switch (event.type) {
    case 'Answered':
      return event.data.solution ? (solution ?? { met: [] }) : undefined;
    case 'CustomerReplied':
    case 'InformationRequested':
    case 'EscalatedToDevelopers':
    case 'ForwardedToManufacturer':
    case 'Reopened':
      return undefined;
    case 'SlaMet':
      // What a close met is the close's, and comes back with it.
      return solution === undefined || !isOpen ? solution : { met: [...solution.met, event.data.clock] };
    default:
      return solution;
  }
}
