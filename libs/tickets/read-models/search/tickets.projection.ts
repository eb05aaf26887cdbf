import { type Projection, streamId } from '#event-sourcing';
import { waitingFor } from '../../domain/state/owed.js';
import { type TicketEvent } from '../../domain/ticket.events.js';
import { nearestDue } from '../summary/clock-view.js';
import { queueOrder } from '../summary/queue-order.js';
import { evolveSummary, SUMMARY_EVENTS, type TicketSummary } from '../summary/ticket-summary.js';

/** Every ticket ever, by all that a list is filtered and sorted by; without a personal word. */
export interface TicketRow {
  readonly ticket: string;
  readonly desk: string;
  readonly number: string;
  readonly customer: string;
  readonly organisation: string | null;
  readonly status: string;
  readonly answered: boolean;
  readonly waiting_for: string;
  readonly priority: string;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly tariff: string | null;
  readonly service_kind: string;
  readonly channel: string;
  readonly serial: string | null;
  readonly product: string | null;
  readonly received_at: string;
  readonly closed_at: string | null;
  readonly due_at: string | null;
  readonly sort_key: string;
  readonly summary: TicketSummary;
}

export const ticketsProjection: Projection<TicketRow, TicketEvent> = {
  name: 'tickets',
  version: 1,
  table: {
    name: 'tickets',
    columns: {
      ticket: { type: 'uuid' },
      desk: { type: 'text' },
      number: { type: 'text', byteOrder: true },
      customer: { type: 'uuid' },
      organisation: { type: 'uuid', nullable: true },
      status: { type: 'text' },
      answered: { type: 'boolean' },
      waiting_for: { type: 'text' },
      priority: { type: 'text' },
      assignee: { type: 'text', nullable: true },
      team: { type: 'text', nullable: true },
      tariff: { type: 'text', nullable: true },
      service_kind: { type: 'text' },
      channel: { type: 'text' },
      serial: { type: 'text', nullable: true },
      product: { type: 'text', nullable: true },
      received_at: { type: 'text', byteOrder: true },
      closed_at: { type: 'text', nullable: true, byteOrder: true },
      due_at: { type: 'text', nullable: true, byteOrder: true },
      sort_key: { type: 'text', byteOrder: true },
      summary: { type: 'jsonb' },
    },
    key: ['ticket'],
    indexes: [
      '("number")',
      '("customer", "received_at")',
      '("desk", "received_at", "ticket")',
      '("serial") WHERE "serial" IS NOT NULL',
      `("desk", "due_at", "ticket") WHERE "status" = 'open' AND "due_at" IS NOT NULL`,
      `("assignee", "sort_key") WHERE "status" = 'open'`,
    ],
  },
  handles: SUMMARY_EVENTS,
  keys: (envelope) => [streamId(envelope.stream)],
  evolve: (row, envelope) => {
    const before = row?.summary;
    const summary = evolveSummary(before, envelope);
    if (summary === undefined) return undefined;
    return summary === before ? row : ticketRow(summary);
  },
};

function ticketRow(summary: TicketSummary): TicketRow {
  return {
    ticket: summary.ticket,
    desk: summary.desk,
    number: summary.number,
    customer: summary.customer,
    organisation: summary.organisation ?? null,
    status: summary.status,
    answered: summary.answered,
    waiting_for: waitingFor(summary.owed),
    priority: summary.priority,
    assignee: summary.assignee ?? null,
    team: summary.team ?? null,
    tariff: summary.tariff ?? null,
    service_kind: summary.serviceKind,
    channel: summary.channel,
    serial: summary.serial ?? null,
    product: summary.product ?? null,
    received_at: summary.receivedAt,
    closed_at: summary.closedAt ?? null,
    due_at: nearestDue(summary.clocks)?.dueAt ?? null,
    sort_key: queueOrder(summary),
    summary,
  };
}
