import { type Party } from '#regulation';
import { type Instant } from '../instant.js';
import { type TicketEventOf } from '../ticket.events.js';
import { type Pulse } from '../pulse.js';
import { type Clock } from './clock.state.js';
import { type Owed } from './owed.js';
import { type Solution } from './solution.js';

export interface Silence {
  /** Planned by the answer; once announced, when it was. */
  readonly noticeAt: Instant;
  readonly closesAt: Instant;
  readonly reason: string;
  readonly announced: boolean;
}

export interface Estimate {
  readonly solvedBy: Instant;
  readonly toleranceMinutes: number;
}

export interface TicketFacts {
  readonly number: string;
  readonly desk: string;
  readonly customer: string;
  readonly channel: string;
  readonly serviceKind: string;
  readonly tariff?: string;
  readonly priority: string;
  readonly queueClass: TicketEventOf<'Opened'>['data']['queueClass'];
  readonly receivedAt: Instant;
  readonly regulationVersion: number;
  readonly calendarVersion: number;
  readonly assignee?: string;
  readonly team?: string;
  readonly takenUpBy?: string;
  /** Required fields that are still lacking. */
  readonly missing: readonly string[];
  /** Items without which the customer's reply completes nothing: lacking fields that pause, and what was asked for. */
  readonly outstanding: readonly string[];
  readonly owed: Owed;
  readonly solution?: Solution;
  readonly rounds: {
    readonly information: number;
    readonly developers: number;
    readonly manufacturer: number;
  };
  /** Told and not judged yet. */
  readonly estimate?: Estimate;
  readonly agreedDate?: Instant;
  readonly awaitsCall: boolean;
  readonly clocks: readonly Clock[];
  /** What has happened so far, each kind once: starts the clocks that a later priority brings. */
  readonly pulses: readonly Pulse[];
  /** 1 until it is reopened. */
  readonly cycle: number;
  readonly continuedBy: readonly string[];
  readonly duplicateOf?: string;
}

export interface UnopenedTicket {
  readonly status: 'unopened';
}

export interface OpenTicketState extends TicketFacts {
  readonly status: 'open';
  readonly waitingFor: Party;
  /** Only an answered ticket can be closed by silence. */
  readonly silence?: Silence;
}

export interface ClosedTicketState extends TicketFacts {
  readonly status: 'closed';
  /** `metEstimate`: what the close met, should it turn out to be wrong. */
  readonly closing: { readonly at: Instant; readonly reason: string; readonly metEstimate?: Estimate };
}

export type ExistingTicket = OpenTicketState | ClosedTicketState;
export type TicketState = UnopenedTicket | ExistingTicket;

export const UNOPENED: UnopenedTicket = { status: 'unopened' };
