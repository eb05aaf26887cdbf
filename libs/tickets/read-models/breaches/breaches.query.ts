import { type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { type Answered, answered } from '../answer-names.js';
import { shownPosition } from '../common-position.js';
import { ticketsProjection } from '../search/tickets.projection.js';
import { type BreachFact, type BreachRow, breachesProjection } from './breaches.projection.js';

interface BreachAt extends Omit<BreachRow, 'facts' | 'counts' | 'desk' | 'position'> {
  readonly number: string | null;
  readonly tariff: string | null;
  readonly counts: boolean;
  readonly met_at: string | null;
  readonly stopped_at: string | null;
  readonly annulled_at: string | null;
  readonly annulled_ground: string | null;
}

/** A breach as it stood at a position: what was said of it later does not show. */
export type Breach = Answered<BreachAt>;

export interface BreachesQuestion {
  readonly desk: string;
  /** Newest when absent. */
  readonly at?: Position;
  /** Instants of the breach, `from` included and `to` not. */
  readonly from?: string;
  readonly to?: string;
  readonly customer?: string;
  /** Last row of the page before: instant of the breach, ticket, clock. */
  readonly after?: readonly string[];
  readonly limit: number;
}

export interface BreachesPage {
  readonly breaches: readonly Breach[];
  readonly position: Position;
  readonly view: string;
  readonly next: readonly string[] | undefined;
}

export const BREACHES_VIEW = `${breachesProjection.name}@${breachesProjection.version}`;

type Found = BreachRow & Pick<BreachAt, 'number' | 'tariff'>;

const SOURCES = [breachesProjection.name, ticketsProjection.name];

/** A desk's breaches in the order of their instants, as of a position. */
export async function breachesPage(store: ReadStore, question: BreachesQuestion): Promise<BreachesPage> {
  const { desk, from, to, customer, after, limit } = question;
  const position = await shownPosition(store, SOURCES, question.at);
  const params: unknown[] = [desk, limit + 1];
  const conditions = ['b.desk = $1'];
  const add = (condition: (parameter: string) => string, value: unknown) =>
    conditions.push(condition(`$${params.push(value)}`));
  add((p) => `b.position <= ${p}`, position);
  if (from !== undefined) add((p) => `b.breached_at >= ${p}`, from);
  if (to !== undefined) add((p) => `b.breached_at < ${p}`, to);
  if (customer !== undefined) add((p) => `b.customer = ${p}`, customer);
  if (after !== undefined) {
    const [instant, ticket, clock] = after.map((value) => params.push(value));
    conditions.push(`(b.breached_at, b.ticket, b.clock) > ($${instant}, $${ticket}::uuid, $${clock})`);
  }
  const answer = await store.query<Found>(
    breachesProjection.name,
    `SELECT b.*, t.number, t.tariff FROM read.sla_breaches b LEFT JOIN read.tickets t ON t.ticket = b.ticket
     WHERE ${conditions.join(' AND ')} ORDER BY b.breached_at, b.ticket, b.clock LIMIT $2`,
    params,
  );
  const page = answer.rows.slice(0, limit);
  const last = answer.rows.length > limit ? page.at(-1) : undefined;
  return {
    breaches: page.map((row) => answered(breachAt(row, position))),
    position,
    view: BREACHES_VIEW,
    next: last && [last.breached_at, last.ticket, last.clock],
  };
}

function breachAt({ facts, desk: _, position: __, ...row }: Found, at: Position): BreachAt {
  const known = facts.filter((fact) => fact.position <= at);
  const verdict = known.findLast(({ kind }) => kind === 'breached' || kind === 'annulled');
  const breached = known.findLast(({ kind }) => kind === 'breached');
  const annulled = verdict?.kind === 'annulled' ? verdict : undefined;
  return {
    ...row,
    breached_at: breached?.at ?? row.breached_at,
    counts: annulled === undefined,
    met_at: last(known, 'met')?.at ?? null,
    stopped_at: last(known, 'stopped')?.at ?? null,
    annulled_at: annulled?.at ?? null,
    annulled_ground: annulled?.ground ?? null,
  };
}

function last(facts: readonly BreachFact[], kind: BreachFact['kind']): BreachFact | undefined {
  return facts.findLast((fact) => fact.kind === kind);
}
