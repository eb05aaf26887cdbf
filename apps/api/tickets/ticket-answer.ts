import { type TicketMessage, type TicketView } from '#tickets';
import { type Access } from '../access/access.js';

/** A ticket as the caller may see it: customers get what was said to them, and nothing of what was said about them. */
export function ticketAnswer(access: Access, view: TicketView): object {
  const { summary, position: _, messages, ...rest } = view;
  const { ticket, clocks, rank, ...facts } = summary;
  const shown = { id: ticket, ...facts, ...rest, messages: visibleMessages(access, messages), clocks };
  if (!access.publicSideOnly) return { ...shown, rank };
  const { delays: _delays, rounds, outOfTurn: _outOfTurn, ...open } = shown;
  return { ...open, rounds: { information: rounds.information } };
}

export function visibleMessages(access: Access, messages: readonly TicketMessage[]): readonly object[] {
  if (!access.publicSideOnly) return messages;
  return messages.flatMap((message) => {
    if (message.visibility === 'internal') return [];
    // Which member of staff wrote is the desk's own affair.
    const { actor: _, ...rest } = message;
    return [message.role === 'customer' ? message : rest];
  });
}
