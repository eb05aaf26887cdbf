import { type WorkingTime } from '#working-time';
import { type Channel } from '../document/channel.js';
import { type ClosingPolicy, type ReopeningPolicy } from '../document/closing.js';
import {
  type Exclusion,
  type EntitlementCheck,
  type ServiceKind,
  type Tariff,
} from '../document/coverage.js';
import { type RequiredField } from '../document/intake.js';
import { type Priority } from '../document/priority.js';
import { type Regulation } from '../document/regulation.js';
import { type SlaTarget } from '../document/sla-target.js';

/** What of a ticket the regulation's rules look at. */
export interface TicketTraits {
  readonly priority: string;
  readonly tariff?: string | undefined;
  readonly serviceKind: string;
  readonly channel: string;
}

/** Where a ticket stands in its desk's queue: out of turn first, then the lower rank, then arrival and number. */
export interface QueueClass {
  readonly rank: number;
  readonly outOfTurn: boolean;
  /** `priority`, `arrival`, or the ground for going out of turn. */
  readonly reason: string;
}

export type OutOfTurnRefusal = 'out-of-turn-not-allowed' | 'out-of-turn-priority' | 'out-of-turn-ground';

export interface FieldRequest extends TicketTraits {
  readonly when: RequiredField['when'];
  /** Names of the fields that the request supplies (see `suppliedFields`). */
  readonly supplied: readonly string[];
}

/** One regulation version over one calendar version, ready to answer. Immutable; holds no state of any ticket. */
export interface Policy {
  readonly regulation: Regulation;
  readonly desk: string;
  readonly regulationVersion: number;
  readonly calendar: string;
  readonly calendarVersion: number;
  readonly zone: string;

  /** The targets that run on such a ticket: the first applicable of each metric and party, in the document's order. */
  targetsFor(traits: TicketTraits): readonly SlaTarget[];
  target(code: string): SlaTarget | undefined;
  /** Name of the schedule that a target runs on; `tariff` is replaced by the schedule of the ticket's tariff. */
  scheduleNameFor(target: SlaTarget, traits: Pick<TicketTraits, 'tariff'>): string;
  /** @throws RangeError for a name that the regulation does not have. */
  workingTime(schedule: string): WorkingTime;
  scheduleFor(target: SlaTarget, traits: Pick<TicketTraits, 'tariff'>): WorkingTime;

  /** @param outOfTurn the recorded ground, when staff took the ticket out of turn. */
  queueClassFor(priority: string, outOfTurn?: string): QueueClass;
  /** Why a ticket of this priority may not go out of turn on this ground; `undefined` when it may. */
  outOfTurnRefusal(priority: string, ground: string): OutOfTurnRefusal | undefined;

  priority(code: string): Priority | undefined;
  readonly defaultPriority: string;
  tariff(code: string): Tariff | undefined;
  serviceKind(code: string): ServiceKind | undefined;
  exclusion(code: string): Exclusion | undefined;
  channel(code: string): Channel | undefined;
  closingReason(code: string): ClosingPolicy['reasons'][number] | undefined;

  readonly silence: ClosingPolicy['silence'];
  readonly reopening: ReopeningPolicy;
  entitlementFor(channel: string): readonly EntitlementCheck[];
  /** Required fields that the request lacks, each once, in the document's order. */
  missingFields(request: FieldRequest): readonly RequiredField[];
}
