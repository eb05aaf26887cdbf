import { type TicketEventOf } from '../ticket.events.js';
import { type TicketFolds, unchanged } from './folds.js';
import { type OpenTicketState } from './ticket.state.js';

export function opened(data: TicketEventOf<'Opened'>['data']): OpenTicketState {
  return {
    status: 'open',
    number: data.number,
    desk: data.desk,
    customer: data.customer,
    channel: data.channel,
    serviceKind: data.serviceKind,
    ...(data.tariff !== undefined && { tariff: data.tariff }),
    priority: data.priority,
    queueClass: data.queueClass,
    receivedAt: data.receivedAt,
    regulationVersion: data.regulationVersion,
    calendarVersion: data.calendarVersion,
    missing: data.missing,
    outstanding: data.pausing ?? [],
    owed: {},
    waitingFor: 'first-line',
    rounds: { information: 0, developers: 0, manufacturer: 0 },
    awaitsCall: false,
    clocks: [],
    pulses: [],
    cycle: 1,
    continuedBy: [],
  };
}

export const placeFolds: TicketFolds<
  | 'PriorityProposed'
  | 'Prioritized'
  | 'QueueClassChanged'
  | 'Assigned'
  | 'TakenUp'
  | 'CustomerCorrected'
  | 'RegulationAdopted'
  | 'Continued'
> = {
  PriorityProposed: unchanged,
  Prioritized: (ticket, { to, queueClass }) => ({ ...ticket, priority: to, queueClass }),
  QueueClassChanged: (ticket, { to }) => ({ ...ticket, queueClass: to }),
  Assigned: (ticket, { assignee, team }) => ({ ...ticket, assignee, ...(team !== undefined && { team }) }),
  TakenUp: (ticket, { assignee }) => ({ ...ticket, assignee, takenUpBy: assignee }),
  CustomerCorrected: (ticket, { to }) => ({ ...ticket, customer: to }),
  RegulationAdopted: (ticket, { regulationVersion, calendarVersion, queueClass }) => ({
    ...ticket,
    regulationVersion,
    calendarVersion,
    queueClass,
  }),
  Continued: (ticket, { by }) =>
    ticket.continuedBy.includes(by) ? ticket : { ...ticket, continuedBy: [...ticket.continuedBy, by] },
};
