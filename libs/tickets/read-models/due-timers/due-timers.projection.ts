import { type Projection, streamId } from '#event-sourcing';
import { nextDueInstant } from '../../domain/decide/advance.js';
import { evolve } from '../../domain/state/evolve.js';
import { type TicketState, UNOPENED } from '../../domain/state/ticket.state.js';
import { TICKET_EVENTS, type TicketEvent } from '../../domain/ticket.events.js';

/**
 * The next instant at which advancing a ticket would record something. The event moves the row, never the ticker.
 *
 * The row holds the decider's own state: only so is the ticker sure to come when the decider has something to record.
 */
export interface DueTimerRow {
  readonly ticket: string;
  readonly desk: string;
  /** Null while time alone brings nothing. */
  readonly next_at: string | null;
  readonly state: TicketState;
}

export const dueTimersProjection: Projection<DueTimerRow, TicketEvent> = {
  name: 'due-timers',
  version: 1,
  table: {
    name: 'due_timers',
    columns: {
      ticket: { type: 'uuid' },
      desk: { type: 'text' },
      next_at: { type: 'text', nullable: true, byteOrder: true },
      state: { type: 'jsonb' },
    },
    key: ['ticket'],
    indexes: ['("next_at") WHERE "next_at" IS NOT NULL'],
  },
  handles: TICKET_EVENTS.map((type) => type.name),
  keys: (envelope) => [streamId(envelope.stream)],
  evolve: (row, { event, stream }) => {
    const state = evolve(row?.state ?? UNOPENED, event);
    if (state === row?.state || state.status === 'unopened') return row;
    return {
      ticket: streamId(stream),
      desk: state.desk,
      next_at: (state.status === 'open' && nextDueInstant(state)) || null,
      state,
    };
  },
};
