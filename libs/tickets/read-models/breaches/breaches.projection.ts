import { type EventEnvelope, type Projection, rowKey, streamId } from '#event-sourcing';
import { type TicketEvent } from '../../domain/ticket.events.js';

/** Something that was said of a breach, with its place in the log: what is after a moment is not shown as of it. */
export interface BreachFact {
  readonly kind: 'breached' | 'met' | 'annulled' | 'stopped';
  readonly position: string;
  readonly at: string;
  readonly ground?: string;
}

/** One clock that was breached at least once. */
export interface BreachRow {
  readonly ticket: string;
  readonly clock: string;
  readonly desk: string;
  readonly customer: string;
  readonly target: string;
  readonly metric: string;
  readonly party: string;
  readonly priority: string;
  readonly starts_at: string;
  readonly due_at: string;
  readonly breached_at: string;
  readonly regulation_version: number;
  readonly calendar_version: number;
  /** Of the first breach of the clock: the list as of a moment holds the rows up to it. */
  readonly position: string;
  /** False while the last breach stands annulled. */
  readonly counts: boolean;
  readonly facts: readonly BreachFact[];
}

export const breachesProjection: Projection<BreachRow, TicketEvent> = {
  name: 'sla-breaches',
  version: 1,
  table: {
    name: 'sla_breaches',
    columns: {
      ticket: { type: 'uuid' },
      clock: { type: 'text' },
      desk: { type: 'text' },
      customer: { type: 'uuid' },
      target: { type: 'text' },
      metric: { type: 'text' },
      party: { type: 'text' },
      priority: { type: 'text' },
      starts_at: { type: 'text', byteOrder: true },
      due_at: { type: 'text', byteOrder: true },
      breached_at: { type: 'text', byteOrder: true },
      regulation_version: { type: 'integer' },
      calendar_version: { type: 'integer' },
      position: { type: 'text', byteOrder: true },
      counts: { type: 'boolean' },
      facts: { type: 'jsonb' },
    },
    key: ['ticket', 'clock'],
    indexes: ['("desk", "breached_at", "ticket", "clock")', '("customer", "breached_at")'],
  },
  handles: ['SlaBreached', 'SlaMet', 'SlaBreachAnnulled', 'ClockStopped'],
  keys: ({ event, stream }) => ('clock' in event.data ? [rowKey(streamId(stream), event.data.clock)] : []),
  evolve: evolveBreach,
};

function evolveBreach(
  row: BreachRow | undefined,
  envelope: EventEnvelope<TicketEvent>,
): BreachRow | undefined {
  const { event, position, metadata } = envelope;
  if (event.type === 'SlaBreached') {
    const { data } = event;
    return {
      ticket: streamId(envelope.stream),
      clock: data.clock,
      desk: metadata.desk ?? '',
      customer: data.customer,
      target: data.target,
      metric: data.metric,
      party: data.party,
      priority: data.priority,
      starts_at: data.startsAt,
      due_at: data.dueAt,
      breached_at: data.at,
      regulation_version: data.regulationVersion,
      calendar_version: data.calendarVersion,
      position: row?.position ?? position,
      counts: true,
      facts: [...(row?.facts ?? []), { kind: 'breached', position, at: data.at }],
    };
  }
  // Only breached clocks have a row: what is met in time is no concern of this list.
  if (row === undefined) return undefined;
  switch (event.type) {
    case 'SlaMet':
      return { ...row, facts: [...row.facts, { kind: 'met', position, at: event.data.at }] };
    case 'ClockStopped':
      return {
        ...row,
        facts: [...row.facts, { kind: 'stopped', position, at: event.data.at, ground: event.data.reason }],
      };
    case 'SlaBreachAnnulled':
      return {
        ...row,
        counts: false,
        facts: [
          ...row.facts,
          { kind: 'annulled', position, at: metadata.decidedAt, ground: event.data.ground },
        ],
      };
    default:
      return row;
  }
}
