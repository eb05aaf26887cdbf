import { type Instant, later } from '../instant.js';
import { type RuledContext, type TicketPolicy } from '../policy.js';
import { type ExistingTicket } from '../state/ticket.state.js';
import { refusal, type TicketRefusal } from '../ticket.refusals.js';
import { type Recording } from './recording.js';

/** Under what a clock's fact is decided. */
export interface Moment {
  /** The instant that counts for clocks. */
  readonly at: Instant;
  /** The clock of the decision: no promise is made before it. */
  readonly now: Instant;
  readonly policy: TicketPolicy;
}

/** One command on its way through a decision. */
export interface Step extends Moment {
  readonly recording: Recording;
  readonly context: RuledContext;
}

/** Which instant stops a clock is the regulation's say, channel by channel; unknown channels stop it when they are recorded. */
export function effectiveAt(context: RuledContext, channel: string): Instant {
  const stopsAt = context.policy.channel(channel)?.clockStopsAt ?? 'decided';
  return stopsAt === 'occurred' ? context.occurredAt : context.now;
}

export function momentOf(context: RuledContext, channel: string): Moment {
  return { at: effectiveAt(context, channel), now: context.now, policy: context.policy };
}

/** What can't have happened yet, or before the ticket was, is a mistake of whoever recorded it. */
export function timingRefusal(context: RuledContext, ticket?: ExistingTicket): TicketRefusal | undefined {
  if (context.occurredAt > context.now) {
    return refusal('occurred-in-the-future', { occurredAt: context.occurredAt, now: context.now });
  }
  if (ticket && context.occurredAt < ticket.receivedAt) {
    return refusal('occurred-before-opening', {
      occurredAt: context.occurredAt,
      receivedAt: ticket.receivedAt,
    });
  }
  return undefined;
}

export function notBefore(moment: Moment, earliest: Instant): Moment {
  return { ...moment, at: later(moment.at, earliest) };
}
