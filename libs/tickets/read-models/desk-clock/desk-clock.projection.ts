import { type Projection } from '#event-sourcing';
import { TICKET_EVENTS, type TicketEvent } from '../../domain/ticket.events.js';

/**
 * A desk's clock: `decidedAt` of its case events, made non-decreasing in the order of the log. Its row history says between
 * which positions the clock showed what, and so resolves an instant to a position.
 *
 * The one read model whose row is not one aggregate's: it exists to give the aggregates of a desk a common time.
 */
export interface DeskClockRow {
  readonly desk: string;
  readonly clock: string;
}

export const deskClockProjection: Projection<DeskClockRow, TicketEvent> = {
  name: 'desk-clock',
  version: 1,
  table: {
    name: 'desk_clock',
    columns: { desk: { type: 'text' }, clock: { type: 'text', byteOrder: true } },
    key: ['desk'],
    history: { partition: 'desk', order: 'clock' },
  },
  handles: TICKET_EVENTS.map((type) => type.name),
  keys: ({ metadata }) => (metadata.desk === undefined ? [] : [metadata.desk]),
  evolve: (row, { metadata }) =>
    row !== undefined && metadata.decidedAt <= row.clock
      ? row
      : { desk: metadata.desk ?? '', clock: metadata.decidedAt },
};
