import { type EventEnvelope, type Projection, streamId } from '#event-sourcing';
import { type TicketEvent } from '../../domain/ticket.events.js';
import { waitingFor } from '../../domain/state/owed.js';
import { nearestDue } from '../summary/clock-view.js';
import { queueOrder } from '../summary/queue-order.js';
import { evolveSummary, SUMMARY_EVENTS, type TicketSummary } from '../summary/ticket-summary.js';

/** One ticket that stands in its desk's queue. No personal word: every state of a row is kept as history. */
export interface QueueRow {
  readonly ticket: string;
  readonly desk: string;
  /** False for a closed ticket, whose row waits for a reopening. */
  readonly in_queue: boolean;
  readonly sort_key: string;
  readonly number: string;
  readonly answered: boolean;
  readonly waiting_for: string;
  readonly priority: string;
  readonly reason: string;
  readonly out_of_turn: boolean;
  readonly received_at: string;
  readonly customer: string;
  readonly assignee: string | null;
  readonly tariff: string | null;
  readonly service_kind: string;
  readonly awaits_call: boolean;
  readonly due_at: string | null;
  readonly due_clock: string | null;
  readonly due_metric: string | null;
  readonly solved_by: string | null;
  /** What the fold needs to go on. */
  readonly summary: TicketSummary;
}

/** The queue: every ticket that is not closed, in the regulation's order; any moment's by its row history. */
export const queueProjection: Projection<QueueRow, TicketEvent> = {
  name: 'queue',
  version: 1,
  table: {
    name: 'queue',
    columns: {
      ticket: { type: 'uuid' },
      desk: { type: 'text' },
      in_queue: { type: 'boolean' },
      sort_key: { type: 'text', byteOrder: true },
      number: { type: 'text' },
      answered: { type: 'boolean' },
      waiting_for: { type: 'text' },
      priority: { type: 'text' },
      reason: { type: 'text' },
      out_of_turn: { type: 'boolean' },
      received_at: { type: 'text' },
      customer: { type: 'uuid' },
      assignee: { type: 'text', nullable: true },
      tariff: { type: 'text', nullable: true },
      service_kind: { type: 'text' },
      awaits_call: { type: 'boolean' },
      due_at: { type: 'text', nullable: true },
      due_clock: { type: 'text', nullable: true },
      due_metric: { type: 'text', nullable: true },
      solved_by: { type: 'text', nullable: true },
      summary: { type: 'jsonb' },
    },
    key: ['ticket'],
    indexes: ['("desk", "sort_key") WHERE "in_queue"'],
    history: { partition: 'desk', order: 'sort_key', member: 'in_queue', omits: ['summary'] },
  },
  handles: SUMMARY_EVENTS,
  keys: (envelope) => [streamId(envelope.stream)],
  evolve: evolveQueueRow,
};

function evolveQueueRow(
  row: QueueRow | undefined,
  envelope: EventEnvelope<TicketEvent>,
): QueueRow | undefined {
  const before = row?.summary;
  const summary = evolveSummary(before, envelope);
  if (summary === undefined) return undefined;
  return summary === before ? row : queueRow(summary);
}

/** @internal exported for the as-of replay of one ticket. */
export function queueRow(summary: TicketSummary): QueueRow {
  const due = nearestDue(summary.clocks);
  return {
    ticket: summary.ticket,
    desk: summary.desk,
    in_queue: summary.status !== 'closed',
    sort_key: queueOrder(summary),
    number: summary.number,
    answered: summary.answered,
    waiting_for: waitingFor(summary.owed),
    priority: summary.priority,
    reason: summary.reason,
    out_of_turn: summary.outOfTurn,
    received_at: summary.receivedAt,
    customer: summary.customer,
    assignee: summary.assignee ?? null,
    tariff: summary.tariff ?? null,
    service_kind: summary.serviceKind,
    awaits_call: summary.awaitsCall,
    due_at: due?.dueAt ?? null,
    due_clock: due?.clock ?? null,
    due_metric: due?.metric ?? null,
    solved_by: summary.solvedBy ?? null,
    summary,
  };
}
