import { debtors, type TicketState } from '#tickets';
import { type Columns } from '../reading/columns.js';
import { type Condition } from './mapping.schema.js';

export type Holds = (ticket: TicketState, cells: readonly string[]) => boolean;

/** All parts of a condition must hold; a closed ticket owes nobody anything. */
export function compileCondition(condition: Condition | undefined, columns: Columns): Holds {
  if (condition === undefined) return () => true;
  const { status, waitingFor, owes, owesNot, customerOwes } = condition;
  const byColumn = Object.entries(condition.columns ?? {}).map(([name, wanted]) => ({
    index: columns.indexOf(name) ?? -1,
    wanted: new Set(typeof wanted === 'string' ? [wanted] : wanted),
  }));
  return (ticket, cells) => {
    if (!byColumn.every(({ index, wanted }) => wanted.has(cells[index]?.trim() ?? ''))) return false;
    if (status !== undefined && ticket.status !== status) return false;
    const owing = ticket.status === 'open' ? debtors(ticket.owed) : [];
    if (waitingFor !== undefined && !(ticket.status === 'open' && ticket.waitingFor === waitingFor))
      return false;
    if (owes !== undefined && !owing.includes(owes)) return false;
    if (owesNot !== undefined && owing.includes(owesNot)) return false;
    return customerOwes === undefined || (ticket.status === 'open' && ticket.owed.customer === customerOwes);
  };
}
