import { type EventEnvelope } from '#event-sourcing';
import { type Instant } from '../domain/instant.js';
import { type Clock } from '../domain/state/clock.state.js';
import { evolve } from '../domain/state/evolve.js';
import { type TicketState, UNOPENED } from '../domain/state/ticket.state.js';
import { type TicketEvent } from '../domain/ticket.events.js';

/** One event of a ticket's life, with what it left behind. */
export interface ReplayedEvent {
  readonly envelope: EventEnvelope<TicketEvent>;
  /** When it took place: its own instant where it has one, else when it happened. */
  readonly at: Instant;
  /** The clocks that it started or changed, as they were right after it. */
  readonly clocks: readonly Clock[];
  readonly status: TicketState['status'];
}

export interface Replay {
  readonly ticket: TicketState;
  readonly events: readonly ReplayedEvent[];
}

/**
 * The life of a ticket, event by event.
 *
 * @param envelopes of one ticket in the order of their versions.
 * @param asOf only what had been decided by then.
 */
export function replay(envelopes: readonly EventEnvelope<TicketEvent>[], asOf?: Instant): Replay {
  let ticket: TicketState = UNOPENED;
  const events: ReplayedEvent[] = [];
  for (const envelope of envelopes) {
    if (asOf !== undefined && envelope.metadata.decidedAt > asOf) break;
    const before = ticket;
    ticket = evolve(ticket, envelope.event);
    events.push({
      envelope,
      at: instantOf(envelope),
      clocks: changedClocks(before, ticket),
      status: ticket.status,
    });
  }
  return { ticket, events };
}

function instantOf({ event, metadata }: EventEnvelope<TicketEvent>): Instant {
  return 'at' in event.data && typeof event.data.at === 'string' ? event.data.at : metadata.occurredAt;
}

function changedClocks(before: TicketState, after: TicketState): readonly Clock[] {
  if (after.status === 'unopened') return [];
  const known = before.status === 'unopened' ? [] : before.clocks;
  return after.clocks.filter((clock) => !known.includes(clock));
}
