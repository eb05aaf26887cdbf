import { type EventEnvelope, streamId } from '#event-sourcing';
import { type TicketEvent } from '../../domain/ticket.events.js';
import { type Owed, owedAfter } from '../../domain/state/owed.js';
import { type ClockViews, evolveClocks } from './clock-view.js';

/** What every list of tickets shows of one, without a personal word. */
export interface TicketSummary {
  readonly ticket: string;
  readonly desk: string;
  readonly number: string;
  readonly customer: string;
  readonly organisation?: string;
  readonly channel: string;
  readonly serviceKind: string;
  readonly tariff?: string;
  readonly product?: string;
  readonly serial?: string;
  readonly priority: string;
  readonly rank: number;
  readonly outOfTurn: boolean;
  /** Why it stands where it stands: code of the queue class's reason. */
  readonly reason: string;
  readonly receivedAt: string;
  readonly status: 'open' | 'closed';
  /** A solution was given and nothing has been said since. */
  readonly answered: boolean;
  readonly owed: Owed;
  readonly assignee?: string;
  readonly team?: string;
  readonly awaitsCall: boolean;
  readonly solvedBy?: string;
  readonly duplicateOf?: string;
  readonly closedAt?: string;
  readonly closeReason?: string;
  readonly clocks: ClockViews;
}

/** Event types that can change the summary; a projection of them need not see any other. */
export const SUMMARY_EVENTS = [
  'Opened',
  'Prioritized',
  'QueueClassChanged',
  'RegulationAdopted',
  'Assigned',
  'TakenUp',
  'Answered',
  'InformationRequested',
  'CustomerReplied',
  'EscalatedToDevelopers',
  'DevelopersAnswered',
  'ForwardedToManufacturer',
  'ManufacturerAnswered',
  'EstimateGiven',
  'CallRequired',
  'CallLogged',
  'MarkedAsDuplicate',
  'CustomerCorrected',
  'Closed',
  'CloseCorrected',
  'Reopened',
  'ClockStarted',
  'ClockPaused',
  'ClockResumed',
  'ClockReinstated',
  'ClockRetargeted',
  'SlaWarned',
  'SlaMet',
  'SlaBreached',
  'SlaBreachAnnulled',
  'ClockStopped',
] as const satisfies readonly TicketEvent['type'][];

/** The summary after the event; undefined until the ticket is opened, the same object when nothing of them changes. */
export function evolveSummary(
  summary: TicketSummary | undefined,
  envelope: EventEnvelope<TicketEvent>,
): TicketSummary | undefined {
  const { event } = envelope;
  if (event.type === 'Opened') {
    return { ...opened(streamId(envelope.stream), event.data), owed: owedAfter({}, event) };
  }
  if (summary === undefined) return undefined;
  switch (event.type) {
    case 'Prioritized':
      return { ...summary, priority: event.data.to, ...placed(event.data.queueClass) };
    case 'QueueClassChanged':
      return { ...summary, ...placed(event.data.to) };
    case 'RegulationAdopted':
      return { ...summary, ...placed(event.data.queueClass) };
    case 'Assigned':
      return {
        ...summary,
        assignee: event.data.assignee,
        ...(event.data.team === undefined ? {} : { team: event.data.team }),
      };
    case 'TakenUp':
      return { ...summary, assignee: event.data.assignee };
    case 'Answered':
      return { ...summary, answered: event.data.solution, owed: owedAfter(summary.owed, event) };
    case 'InformationRequested':
    case 'CustomerReplied':
    case 'EscalatedToDevelopers':
    case 'ForwardedToManufacturer':
      return { ...summary, answered: false, owed: owedAfter(summary.owed, event) };
    case 'DevelopersAnswered':
    case 'ManufacturerAnswered':
      return { ...summary, owed: owedAfter(summary.owed, event) };
    case 'EstimateGiven':
      return { ...summary, solvedBy: event.data.solvedBy };
    case 'CallRequired':
      return { ...summary, awaitsCall: true };
    case 'CallLogged':
      return event.data.fulfils ? { ...summary, awaitsCall: false } : summary;
    case 'MarkedAsDuplicate':
      return { ...summary, duplicateOf: event.data.of };
    case 'CustomerCorrected':
      return {
        ...summary,
        customer: event.data.to,
        ...(event.data.organisation === undefined ? {} : { organisation: event.data.organisation }),
      };
    case 'Closed':
      return { ...summary, status: 'closed', closedAt: event.data.at, closeReason: event.data.reason };
    case 'CloseCorrected':
      return { ...reopened(summary), ...placed(event.data.queueClass) };
    case 'Reopened':
      return {
        ...reopened(summary),
        ...placed(event.data.queueClass),
        owed: owedAfter(summary.owed, event),
      };
    default: {
      const clocks = evolveClocks(summary.clocks, event);
      return clocks === summary.clocks ? summary : { ...summary, clocks };
    }
  }
}

type OpenedData = Extract<TicketEvent, { type: 'Opened' }>['data'];

function opened(ticket: string, data: OpenedData): Omit<TicketSummary, 'owed'> {
  return {
    ticket,
    desk: data.desk,
    number: data.number,
    customer: data.customer,
    ...(data.organisation === undefined ? {} : { organisation: data.organisation }),
    channel: data.channel,
    serviceKind: data.serviceKind,
    ...(data.tariff === undefined ? {} : { tariff: data.tariff }),
    ...(data.product === undefined ? {} : { product: data.product }),
    ...(data.equipment?.serial === undefined ? {} : { serial: data.equipment.serial }),
    priority: data.priority,
    ...placed(data.queueClass),
    receivedAt: data.receivedAt,
    status: 'open',
    answered: false,
    awaitsCall: false,
    clocks: {},
  };
}

function placed(queueClass: OpenedData['queueClass']): Pick<TicketSummary, 'rank' | 'outOfTurn' | 'reason'> {
  return { rank: queueClass.rank, outOfTurn: queueClass.outOfTurn, reason: queueClass.reason };
}

function reopened(summary: TicketSummary): TicketSummary {
  const { closedAt: _closedAt, closeReason: _closeReason, duplicateOf: _duplicateOf, ...rest } = summary;
  return { ...rest, status: 'open', answered: false };
}
