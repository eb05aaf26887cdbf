import { type Position, type ProcessManager } from '#event-sourcing';
import { adoptionsOf, type DeskEventOf, type PolicySource } from '#desks';
import { type TicketProcessCommand } from './ticket-dispatch.js';

/** Which tickets of a desk are open: answered by a read model. */
export interface OpenTickets {
  /** Ids of the desk's open tickets, from a view that has seen everything up to the position. */
  openTickets(desk: string, since: Position): Promise<readonly string[]>;
}

type Publication = DeskEventOf<'RegulationPublished'> | DeskEventOf<'CalendarPublished'>;

/**
 * A publication that says that it applies to open tickets reaches each of them. Tickets opened after it are under it already; to send
 * them the command does nothing.
 */
export function adoptionProcess(
  source: Pick<PolicySource, 'desks' | 'regulations'>,
  tickets: OpenTickets,
): ProcessManager<Publication, TicketProcessCommand> {
  return {
    name: 'regulation-adoption',
    version: 1,
    handles: ['RegulationPublished', 'CalendarPublished'],
    async react({ event, position }) {
      const adoptions = await adoptionsOf(event, source);
      const lists = await Promise.all(
        adoptions.map(async ({ desk, reason }) =>
          (await tickets.openTickets(desk, position)).map((ticketId) => ({
            key: ticketId,
            command: { ticketId, desk, command: { type: 'AdoptRegulation' as const, reason } },
          })),
        ),
      );
      return lists.flat();
    },
  };
}
