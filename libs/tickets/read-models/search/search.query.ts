import { type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { type Answered, answered } from '../answer-names.js';
import { ticketsProjection, type TicketRow } from './tickets.projection.js';

type FoundRow = Omit<TicketRow, 'summary'>;

/** A ticket as lists show it. */
export type TicketEntry = Answered<FoundRow>;

export interface TicketSearch {
  readonly desks?: readonly string[];
  readonly customer?: string;
  readonly number?: string;
  readonly serial?: string;
  readonly assignee?: string;
  readonly status?: 'open' | 'closed';
  readonly priority?: string;
  readonly waitingFor?: string;
  /** Due before this instant. */
  readonly dueBefore?: string;
  /** Words of what was written; `internal` finds internal notes too. */
  readonly words?: { readonly query: string; readonly internal: boolean };
  readonly sort: 'received' | 'due' | 'queue';
  /** Sort value and ticket id of the last row of the page before. */
  readonly after?: readonly string[];
  readonly limit: number;
}

export interface SearchPage {
  readonly tickets: readonly TicketEntry[];
  readonly position: Position;
  readonly view: string;
  readonly next: readonly string[] | undefined;
}

export const SEARCH_VIEW = `${ticketsProjection.name}@${ticketsProjection.version}`;

const SORT_COLUMN = { received: 'received_at', due: 'due_at', queue: 'sort_key' } as const;

const COLUMNS = Object.keys(ticketsProjection.table.columns)
  .filter((column) => column !== 'summary')
  .map((column) => `t.${column}`)
  .join(', ');

/** Newest first by receipt; by due and by place in the queue the first first. */
export async function searchTickets(store: ReadStore, search: TicketSearch): Promise<SearchPage> {
  const params: unknown[] = [];
  const p = (value: unknown) => `$${params.push(value)}`;
  const conditions = ['true'];
  if (search.desks !== undefined) conditions.push(`t.desk = ANY(${p(search.desks)}::text[])`);
  if (search.customer !== undefined) conditions.push(`t.customer = ${p(search.customer)}::uuid`);
  if (search.number !== undefined) conditions.push(`t.number = ${p(search.number)}`);
  if (search.serial !== undefined) conditions.push(`t.serial = ${p(search.serial)}`);
  if (search.assignee !== undefined) conditions.push(`t.assignee = ${p(search.assignee)}`);
  if (search.status !== undefined) conditions.push(`t.status = ${p(search.status)}`);
  if (search.priority !== undefined) conditions.push(`t.priority = ${p(search.priority)}`);
  if (search.waitingFor !== undefined) conditions.push(`t.waiting_for = ${p(search.waitingFor)}`);
  if (search.dueBefore !== undefined) conditions.push(`t.due_at < ${p(search.dueBefore)}`);
  if (search.words !== undefined) conditions.push(written(search.words, p));
  const column = `t.${SORT_COLUMN[search.sort]}`;
  const [direction, beyond] = search.sort === 'received' ? ['DESC', '<'] : ['ASC', '>'];
  if (search.sort !== 'received') conditions.push(`t.status = 'open'`);
  if (search.sort === 'due') conditions.push('t.due_at IS NOT NULL');
  if (search.after !== undefined) {
    const [value, ticket] = search.after;
    conditions.push(`(${column}, t.ticket) ${beyond} (${p(value)}, ${p(ticket)}::uuid)`);
  }
  const { rows, position } = await store.query<FoundRow>(
    ticketsProjection.name,
    `SELECT ${COLUMNS} FROM read.tickets t WHERE ${conditions.join(' AND ')}
     ORDER BY ${column} ${direction}, t.ticket ${direction} LIMIT ${p(search.limit + 1)}`,
    params,
  );
  const tickets = rows.slice(0, search.limit);
  const last = rows.length > search.limit ? tickets.at(-1) : undefined;
  return {
    tickets: tickets.map((row) => answered(row)),
    position,
    view: SEARCH_VIEW,
    next: last && [last[SORT_COLUMN[search.sort]] ?? '', last.ticket],
  };
}

/**
 * What a colleague should take next: his own tickets in the queue's order, then those that nobody has.
 *
 * Tickets on which somebody else owes the next step are left out.
 */
export async function nextFor(
  store: ReadStore,
  assignee: string,
  desks: readonly string[] | undefined,
  limit: number,
): Promise<SearchPage> {
  const params: unknown[] = [assignee, limit];
  const ofDesks = desks === undefined ? '' : `AND t.desk = ANY($${params.push(desks)}::text[])`;
  const choice = (condition: string) =>
    `(SELECT ${COLUMNS} FROM read.tickets t
      WHERE t.status = 'open' AND t.waiting_for = 'first-line' AND ${condition} ${ofDesks}
      ORDER BY t.sort_key, t.ticket LIMIT $2)`;
  const { rows, position } = await store.query<FoundRow>(
    ticketsProjection.name,
    `SELECT * FROM (${choice('t.assignee = $1')} UNION ALL ${choice('t.assignee IS NULL')}) t
     ORDER BY (t.assignee IS NULL), t.sort_key, t.ticket LIMIT $2`,
    params,
  );
  return { tickets: rows.map((row) => answered(row)), position, view: SEARCH_VIEW, next: undefined };
}

function written(words: { query: string; internal: boolean }, p: (value: unknown) => string): string {
  const query = `websearch_to_tsquery('russian', ${p(words.query)})`;
  const found = [`to_tsvector('russian', w.words) @@ ${query}`];
  if (words.internal) {
    found.push(`(w.internal_words <> '' AND to_tsvector('russian', w.internal_words) @@ ${query})`);
  }
  return `t.ticket IN (SELECT w.ticket FROM read.ticket_words w WHERE ${found.join(' OR ')})`;
}
