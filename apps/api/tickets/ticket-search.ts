import { encodeBasis, type ReadStore } from '#read-store';
import { nextFor, type SearchPage, searchTickets, ticketsProjection } from '#tickets';
import { type Access } from '../access/access.js';
import { Problem } from '../problems/problem.js';
import { compact } from '../requests/compact.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { isStale } from '../requests/freshness.js';
import { type TicketSearchDto } from './tickets.dto.js';

/** One page of the tickets within the caller's reach. */
export async function searchFor(readStore: ReadStore, who: Access, query: TicketSearchDto): Promise<object> {
  // What to take next is asked by those who take tickets; it is sorted across customers.
  if (query.sort === 'next' && who.reach === 'own') throw new Problem(403, 'forbidden');
  const stale = await isStale(readStore, ticketsProjection.name, query.minPosition);
  const { minPosition: _, cursor, limit, ...filters } = query;
  const list = `tickets ${JSON.stringify([who.desks, who.customer, filters])}`;
  const after = decodeCursor(list, cursor)?.after;
  if (after !== undefined && (after.length !== 2 || !isUuid(after[1])))
    throw new Problem(400, 'cursor-unknown');
  const desks = desksOf(who, query.desk);
  const page =
    query.sort === 'next'
      ? await nextFor(readStore, who.principal.subject, desks, limit)
      : await searchTickets(readStore, {
          ...compact({
            desks,
            after,
            customer: who.customer ?? query.customer,
            number: query.number?.toUpperCase(),
            serial: query.serial,
            assignee: query.assignee,
            status: query.status,
            priority: query.priority,
            waitingFor: query.waitingFor,
            dueBefore: query.dueBefore,
          }),
          ...(query.words === undefined
            ? {}
            : { words: { query: query.words, internal: !who.publicSideOnly } }),
          sort: query.sort,
          limit,
        });
  // The customer's reach is laid over whatever he asked for.
  const foreign =
    who.customer !== undefined && query.customer !== undefined && query.customer !== who.customer;
  return answer(readStore, who, list, foreign ? { ...page, tickets: [], next: undefined } : page, stale);
}

function answer(readStore: ReadStore, who: Access, list: string, page: SearchPage, stale: boolean): object {
  const { tickets, position, view, next } = page;
  return {
    tickets: tickets.map(({ ticket, sortKey: _, assignee, team, ...row }) => ({
      id: ticket,
      ...row,
      ...(who.publicSideOnly ? {} : { assignee, team }),
    })),
    next: next === undefined ? null : encodeCursor(list, { after: next }),
    basis: encodeBasis({ logId: readStore.logId, position, view }),
    position,
    stale,
  };
}

function desksOf(who: Access, asked: string | undefined): readonly string[] | undefined {
  if (asked === undefined) return who.desks;
  return who.desks === undefined || who.desks.includes(asked) ? [asked] : [];
}

function isUuid(text: string | undefined): boolean {
  return text !== undefined && /^[0-9a-f-]{36}$/.test(text);
}
