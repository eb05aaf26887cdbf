import { type Policy } from '#regulation';

/** What a ticket's decisions ask of a compiled regulation. `Policy` of `#regulation` is one; tests may write smaller ones. */
export type TicketPolicy = Pick<
  Policy,
  | 'regulation'
  | 'regulationVersion'
  | 'calendarVersion'
  | 'targetsFor'
  | 'target'
  | 'scheduleNameFor'
  | 'workingTime'
  | 'queueClassFor'
  | 'outOfTurnRefusal'
  | 'priority'
  | 'defaultPriority'
  | 'tariff'
  | 'serviceKind'
  | 'exclusion'
  | 'channel'
  | 'closingReason'
  | 'silence'
  | 'reopening'
  | 'missingFields'
>;

export type ActorRole = string;

/** Everything from outside that a decision needs. Instants are ISO 8601 UTC with milliseconds. */
export interface TicketContext {
  /** The clock of the decision; never earlier than that of the ticket's last decision. */
  readonly now: string;
  /** When it happened; not later than `now`. */
  readonly occurredAt: string;
  readonly actor: { readonly id: string; readonly role: ActorRole };
  /** By which channel the command came, unless the command names one itself. */
  readonly channel: string;
  /** The regulation and calendar that the ticket is pinned to; for OpenTicket those in force; absent where there are none. */
  readonly policy?: TicketPolicy;
  /** For AdoptRegulation: what the ticket goes over to, and whether the publication moves promises. */
  readonly adopt?: TicketPolicy;
}

/** A context that a ticket can be decided in. */
export type RuledContext = TicketContext & { readonly policy: TicketPolicy };

export type Side = 'customer' | 'staff' | 'system';

/** Whose side an actor is on. Roles are the API's table; here only the sides count, since regulations name them. */
export function sideOf(role: ActorRole): Side {
  return role === 'customer' || role === 'system' ? role : 'staff';
}
