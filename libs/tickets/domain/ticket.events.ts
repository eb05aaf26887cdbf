/**
 * Events of a ticket's life: the storage format. A change here is a new schema version with an upcaster and a golden file;
 * a change of meaning is a new event type.
 *
 * Every event carries its outcome (queue class, due instants, counted terms), so that a fold reads no regulation and no
 * calendar. Texts of people are personal values of the customer; actors stand in the metadata as ids.
 */
import { type EventOf } from '#event-sourcing';
import {
  Opened,
  PriorityProposed,
  Prioritized,
  QueueClassChanged,
  Assigned,
  TakenUp,
  RegulationAdopted,
} from './events/opening.events.js';
import {
  Answered,
  InformationRequested,
  CustomerReplied,
  EscalatedToDevelopers,
  DevelopersAnswered,
  ForwardedToManufacturer,
  ManufacturerAnswered,
  CustomerInformed,
  NoteAdded,
  CallRequired,
  CallLogged,
  ConsentRecorded,
  WishRecorded,
} from './events/conversation.events.js';
import {
  EstimateGiven,
  EstimateMet,
  EstimateMissed,
  EstimateReinstated,
  DateAgreed,
  DelayCauseRecorded,
} from './events/promise.events.js';
import {
  MarkedAsDuplicate,
  CustomerCorrected,
  CloseCorrected,
  ClosingAnnounced,
  Closed,
  Reopened,
  Continued,
} from './events/ending.events.js';
import {
  ClockStarted,
  ClockPaused,
  ClockResumed,
  ClockReinstated,
  ClockRetargeted,
  SlaWarned,
  SlaMet,
  SlaBreached,
  SlaBreachAnnulled,
  ClockStopped,
} from './events/clock.events.js';

export * from './events/opening.events.js';
export * from './events/conversation.events.js';
export * from './events/promise.events.js';
export * from './events/ending.events.js';
export * from './events/clock.events.js';

export const TICKET_EVENTS = [
  Opened,
  PriorityProposed,
  Prioritized,
  QueueClassChanged,
  Assigned,
  TakenUp,
  Answered,
  InformationRequested,
  CustomerReplied,
  EscalatedToDevelopers,
  DevelopersAnswered,
  ForwardedToManufacturer,
  ManufacturerAnswered,
  CustomerInformed,
  NoteAdded,
  EstimateGiven,
  EstimateMet,
  EstimateMissed,
  EstimateReinstated,
  DateAgreed,
  DelayCauseRecorded,
  CallRequired,
  CallLogged,
  ConsentRecorded,
  WishRecorded,
  MarkedAsDuplicate,
  CustomerCorrected,
  CloseCorrected,
  ClosingAnnounced,
  Closed,
  Reopened,
  Continued,
  ClockStarted,
  ClockPaused,
  ClockResumed,
  ClockReinstated,
  ClockRetargeted,
  SlaWarned,
  SlaMet,
  SlaBreached,
  SlaBreachAnnulled,
  ClockStopped,
  RegulationAdopted,
] as const;

export type TicketEvent = EventOf<typeof TICKET_EVENTS>;
export type TicketEventOf<Type extends TicketEvent['type']> = Extract<TicketEvent, { type: Type }>;

/** After any of these an answered ticket is no longer silent: the announced closing is off. */
export const ENDS_SILENCE = [
  'Answered',
  'CustomerReplied',
  'PriorityProposed',
  'InformationRequested',
  'EscalatedToDevelopers',
  'ForwardedToManufacturer',
  'MarkedAsDuplicate',
  'Closed',
  'CloseCorrected',
] as const satisfies readonly TicketEvent['type'][];
