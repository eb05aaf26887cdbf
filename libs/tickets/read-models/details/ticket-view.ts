import { type EventEnvelope, type Personal } from '#event-sourcing';
import { type TicketEvent, type TicketEventOf } from '../../domain/ticket.events.js';
import { evolveSummary, type TicketSummary } from '../summary/ticket-summary.js';

/** Something that was said on a ticket. */
export interface TicketMessage {
  /** Version of the event: stable within the ticket. */
  readonly version: number;
  readonly kind: TicketEvent['type'];
  readonly at: string;
  readonly actor: string;
  readonly role: string;
  readonly channel?: string;
  readonly text: Personal;
  readonly visibility: 'public' | 'internal';
}

/** A ticket whole: what its page shows, texts in clear. */
export interface TicketView {
  readonly summary: TicketSummary;
  readonly version: number;
  readonly position: string;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly subject: Personal;
  readonly text: Personal;
  readonly contact?: TicketEventOf<'Opened'>['data']['contact'];
  readonly equipment?: TicketEventOf<'Opened'>['data']['equipment'];
  readonly attributes?: Readonly<Record<string, Personal>>;
  readonly regulationVersion: number;
  readonly calendarVersion: number;
  readonly proposedPriority?: string;
  readonly missing: readonly string[];
  readonly messages: readonly TicketMessage[];
  readonly rounds: {
    readonly information: number;
    readonly developers: number;
    readonly manufacturer: number;
  };
  readonly estimates: readonly {
    readonly solvedBy: string;
    readonly toleranceMinutes: number;
    readonly factors: Readonly<Record<string, string>>;
    readonly outcome?: 'met' | 'missed';
  }[];
  readonly delays: readonly { readonly cause: string; readonly from: string; readonly to: string }[];
  readonly agreedDate?: string;
  readonly closesBySilenceAt?: string;
  readonly cycle: number;
  readonly continues?: string;
  readonly continuedBy: readonly { readonly ticket: string; readonly number: string }[];
  readonly duplicateOfNumber?: string;
}

/** The ticket after the event; undefined until it is opened. The same fold serves live, as-of and verify. */
export function evolveView(
  view: TicketView | undefined,
  envelope: EventEnvelope<TicketEvent>,
): TicketView | undefined {
  const summary = evolveSummary(view?.summary, envelope);
  if (summary === undefined) return undefined;
  const { event, version, position, metadata } = envelope;
  if (event.type === 'Opened') return openedView(summary, event.data, envelope);
  if (view === undefined) return undefined;
  const said = messageOf(envelope);
  return {
    ...view,
    ...changes(view, event),
    summary,
    version,
    position,
    changedAt: metadata.decidedAt,
    ...(said === undefined ? {} : { messages: [...view.messages, said] }),
  };
}

function openedView(
  summary: TicketSummary,
  data: TicketEventOf<'Opened'>['data'],
  { version, position, metadata }: EventEnvelope,
): TicketView {
  return {
    summary,
    version,
    position,
    openedAt: metadata.decidedAt,
    changedAt: metadata.decidedAt,
    subject: data.subject,
    text: data.text,
    ...(data.contact && { contact: data.contact }),
    ...(data.equipment && { equipment: data.equipment }),
    ...(data.attributes && { attributes: data.attributes }),
    regulationVersion: data.regulationVersion,
    calendarVersion: data.calendarVersion,
    missing: data.missing,
    messages: [],
    rounds: { information: 0, developers: 0, manufacturer: 0 },
    estimates: [],
    delays: [],
    cycle: 1,
    ...(data.continues !== undefined && { continues: data.continues }),
    continuedBy: [],
  };
}

function changes(view: TicketView, event: TicketEvent): Partial<TicketView> {
  switch (event.type) {
    case 'PriorityProposed':
      return { proposedPriority: event.data.priority };
    case 'InformationRequested':
      return { rounds: { ...view.rounds, information: event.data.round } };
    case 'EscalatedToDevelopers':
      return { rounds: { ...view.rounds, developers: event.data.round } };
    case 'ForwardedToManufacturer':
      return { rounds: { ...view.rounds, manufacturer: event.data.round } };
    case 'CustomerReplied':
      return { missing: view.missing.filter((field) => !event.data.supplies.includes(field)) };
    case 'EstimateGiven':
      return { estimates: [...view.estimates, event.data] };
    case 'EstimateMet':
      return { estimates: withOutcome(view.estimates, 'met') };
    case 'EstimateMissed':
      return { estimates: withOutcome(view.estimates, 'missed') };
    case 'EstimateReinstated':
      return { estimates: withOutcome(view.estimates, undefined) };
    case 'DateAgreed':
      return { agreedDate: event.data.by };
    case 'DelayCauseRecorded':
      return { delays: [...view.delays, event.data] };
    case 'ClosingAnnounced':
      return { closesBySilenceAt: event.data.closesAt };
    case 'MarkedAsDuplicate':
      return { duplicateOfNumber: event.data.ofNumber };
    case 'Reopened':
      return { cycle: event.data.cycle };
    case 'Continued':
      return {
        continuedBy: [...view.continuedBy, { ticket: event.data.by, number: event.data.byNumber }],
      };
    case 'RegulationAdopted':
      return {
        regulationVersion: event.data.regulationVersion,
        calendarVersion: event.data.calendarVersion,
      };
    default:
      return {};
  }
}

/** The verdict on the last estimate, or none any more. */
function withOutcome(
  estimates: TicketView['estimates'],
  outcome: 'met' | 'missed' | undefined,
): TicketView['estimates'] {
  return estimates.map((estimate, i) => {
    if (i !== estimates.length - 1) return estimate;
    const { outcome: _, ...told } = estimate;
    return outcome === undefined ? told : { ...told, outcome };
  });
}

/** What goes between the house, the developers and the manufacturer is not for the customer's eyes. */
const INTERNAL = new Set<TicketEvent['type']>([
  'EscalatedToDevelopers',
  'DevelopersAnswered',
  'ForwardedToManufacturer',
  'ManufacturerAnswered',
]);

function messageOf({ event, version, metadata }: EventEnvelope<TicketEvent>): TicketMessage | undefined {
  const text = textOf(event);
  if (text === undefined) return undefined;
  const channel = 'channel' in event.data ? event.data.channel : metadata.channel;
  const internal =
    event.type === 'NoteAdded' ? event.data.visibility === 'internal' : INTERNAL.has(event.type);
  return {
    version,
    kind: event.type,
    at: metadata.occurredAt,
    actor: metadata.actor,
    role: metadata.role,
    ...(channel !== undefined && { channel }),
    text,
    visibility: internal ? 'internal' : 'public',
  };
}

function textOf(event: TicketEvent): Personal | undefined {
  switch (event.type) {
    case 'Answered':
    case 'InformationRequested':
    case 'CustomerReplied':
    case 'DevelopersAnswered':
    case 'ForwardedToManufacturer':
    case 'ManufacturerAnswered':
    case 'CustomerInformed':
    case 'NoteAdded':
    case 'WishRecorded':
      return event.data.text;
    case 'EscalatedToDevelopers':
      return event.data.question;
    default:
      return undefined;
  }
}
