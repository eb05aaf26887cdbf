import {
  type EventEnvelope,
  type EventMetadata,
  type Position,
  type Projection,
  streamName,
} from '#event-sourcing';
import { type TicketEvent, type TicketEventOf } from '../../domain/ticket.events.js';

export const TICKET = '00000000-0000-4000-8000-000000000001';
export const CUSTOMER = '00000000-0000-4000-8000-0000000000c1';
export const OTHER_CUSTOMER = '00000000-0000-4000-8000-0000000000c2';

/** Events of tickets in log order, with positions and metadata filled in, for given/when/then on projections. */
export class TicketStory {
  readonly envelopes: EventEnvelope<TicketEvent>[] = [];
  readonly #versions = new Map<string, number>();

  add(event: TicketEvent, at = '2026-03-02T09:00:00.000Z', ticket = TICKET): this {
    const version = (this.#versions.get(ticket) ?? 0) + 1;
    this.#versions.set(ticket, version);
    const position = String(this.envelopes.length + 1).padStart(16, '0') as Position;
    this.envelopes.push({
      id: `${ticket}/${version}`,
      stream: streamName('ticket', ticket),
      version,
      position,
      recordedAt: at,
      metadata: metadata(at),
      event,
    });
    return this;
  }

  opened(changes: Partial<TicketEventOf<'Opened'>['data']> = {}, at?: string, ticket?: string): this {
    return this.add({ type: 'Opened', data: { ...OPENED, ...changes } }, at, ticket);
  }

  /** Rows after all events so far, by key. */
  rows<Row>(projection: Projection<Row, TicketEvent>): Map<string, Row> {
    const rows = new Map<string, Row>();
    for (const envelope of this.envelopes) {
      if (!projection.handles.includes(envelope.event.type)) continue;
      for (const key of projection.keys(envelope)) {
        const row = projection.evolve(rows.get(key), envelope, key);
        if (row === undefined) rows.delete(key);
        else rows.set(key, row);
      }
    }
    return rows;
  }
}

export const OPENED: TicketEventOf<'Opened'>['data'] = {
  number: 'T-26000001-K',
  desk: 'desk',
  customer: CUSTOMER,
  channel: 'portal',
  serviceKind: 'consultation',
  priority: 'normal',
  queueClass: { rank: 2, outOfTurn: false, reason: 'priority' },
  subject: 'No link',
  text: 'The link lamp is dark',
  missing: [],
  awaitsCustomer: false,
  receivedAt: '2026-03-02T09:00:00.000Z',
  regulationVersion: 1,
  calendarVersion: 1,
};

export const CLOCK: TicketEventOf<'ClockStarted'>['data'] = {
  clock: 'reaction',
  target: 'reaction',
  metric: 'reaction',
  party: 'first-line',
  startsAt: '2026-03-02T09:00:00.000Z',
  amount: { value: 60, unit: 'working-minutes' },
  schedule: 'hours',
  dueAt: '2026-03-02T10:00:00.000Z',
  warnAt: '2026-03-02T09:45:00.000Z',
  provisional: false,
  regulationVersion: 1,
  calendarVersion: 1,
};

function metadata(at: string): EventMetadata {
  return {
    $correlationId: 'c',
    $causationId: 'c',
    commandId: 'c',
    schemaVersion: '1',
    actor: 'operator-1',
    role: 'operator',
    desk: 'desk',
    channel: 'portal',
    occurredAt: at,
    decidedAt: at,
  };
}
