import { type Projection, rowKey, streamId } from '#event-sourcing';
import { TICKET_EVENTS, type TicketEvent } from '../../domain/ticket.events.js';
import { lineParams } from './line-params.js';

/** One event of a ticket as a line to be read: what happened, when, by whom; without a personal word. */
export interface HistoryLineRow {
  readonly ticket: string;
  readonly version: number;
  readonly position: string;
  readonly type: string;
  readonly occurred_at: string;
  readonly decided_at: string;
  readonly actor: string;
  readonly role: string;
  readonly channel: string | null;
  /** Figures of the line's sentence, by the names that the message files use. */
  readonly params: { readonly [name: string]: string | number | boolean };
}

export const historyLinesProjection: Projection<HistoryLineRow, TicketEvent> = {
  name: 'history-lines',
  version: 1,
  table: {
    name: 'history_lines',
    columns: {
      ticket: { type: 'uuid' },
      version: { type: 'integer' },
      position: { type: 'text', byteOrder: true },
      type: { type: 'text' },
      occurred_at: { type: 'text', byteOrder: true },
      decided_at: { type: 'text', byteOrder: true },
      actor: { type: 'text' },
      role: { type: 'text' },
      channel: { type: 'text', nullable: true },
      params: { type: 'jsonb' },
    },
    key: ['ticket', 'version'],
    indexes: ['("position")'],
  },
  handles: TICKET_EVENTS.map((type) => type.name),
  addsOnly: true,
  keys: ({ stream, version }) => [rowKey(streamId(stream), String(version))],
  evolve: (_row, { event, stream, version, position, metadata }) => ({
    ticket: streamId(stream),
    version,
    position,
    type: event.type,
    occurred_at: metadata.occurredAt,
    decided_at: metadata.decidedAt,
    actor: metadata.actor,
    role: metadata.role,
    channel: metadata.channel ?? null,
    params: lineParams(event),
  }),
};
