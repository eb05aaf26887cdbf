import { type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { ticketsProjection } from '../search/tickets.projection.js';
import { customerTicketsProjection } from './customer-tickets.projection.js';
import { type Answered, answered } from '../answer-names.js';
import { shownPosition } from '../common-position.js';
import { historyLinesProjection, type HistoryLineRow } from './history-lines.projection.js';

/** A line of a customer's history: one event of one of his tickets. */
export type CustomerLine = Answered<LineOfCustomer>;

interface LineOfCustomer extends HistoryLineRow {
  readonly number: string;
  readonly desk: string;
}

export interface CustomerHistoryQuestion {
  readonly customer: string;
  /** Newest when absent. */
  readonly at?: Position;
  /** Only tickets of these desks. */
  readonly desks?: readonly string[];
  /** Position of the last line of the page before. */
  readonly after?: string;
  readonly limit: number;
}

export interface CustomerHistoryPage {
  readonly lines: readonly CustomerLine[];
  readonly position: Position;
  readonly view: string;
  readonly next: string | undefined;
}

export const CUSTOMER_HISTORY_VIEW = `${historyLinesProjection.name}@${historyLinesProjection.version}`;

const SOURCES = [historyLinesProjection.name, customerTicketsProjection.name, ticketsProjection.name];

/**
 * Everything that happened on the tickets that were the customer's at a position, oldest first.
 *
 * A ticket that was his by mistake is shown as of the time of the mistake, and not after its correction.
 */
export async function customerHistoryPage(
  store: ReadStore,
  question: CustomerHistoryQuestion,
): Promise<CustomerHistoryPage> {
  const { customer, desks, after, limit } = question;
  const at = await shownPosition(store, SOURCES, question.at);
  const params: unknown[] = [customer, at, limit + 1];
  const ofDesks = desks === undefined ? '' : `AND mine.desk = ANY($${params.push(desks)}::text[])`;
  const beyond = after === undefined ? '' : `AND l.position > $${params.push(after)}`;
  const { rows } = await store.query<LineOfCustomer>(
    historyLinesProjection.name,
    `SELECT l.*, t.number, mine.desk
     FROM read.customer_tickets mine
     JOIN read.history_lines l ON l.ticket = mine.ticket
     JOIN read.tickets t ON t.ticket = mine.ticket
     WHERE mine.customer = $1 AND mine.since <= $2 ${ofDesks} AND l.position <= $2 ${beyond}
       AND NOT EXISTS (
         SELECT FROM jsonb_array_elements(mine.gaps) gap
         WHERE gap->>'from' <= $2 COLLATE "C" AND (gap->>'to' IS NULL OR gap->>'to' > $2 COLLATE "C"))
     ORDER BY l.position LIMIT $3`,
    params,
  );
  const lines = rows.slice(0, limit).map((row) => answered(row));
  return {
    lines,
    position: at,
    view: CUSTOMER_HISTORY_VIEW,
    next: rows.length > limit ? lines.at(-1)?.position : undefined,
  };
}
