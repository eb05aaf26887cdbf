import { type TicketFolds, unchanged } from './folds.js';
import { waitingFor } from './owed.js';
import { type ExistingTicket, type OpenTicketState } from './ticket.state.js';

export const endingFolds: TicketFolds<
  | 'EstimateGiven'
  | 'EstimateMet'
  | 'EstimateMissed'
  | 'EstimateReinstated'
  | 'DateAgreed'
  | 'DelayCauseRecorded'
  | 'MarkedAsDuplicate'
  | 'ClosingAnnounced'
  | 'Closed'
  | 'CloseCorrected'
  | 'Reopened'
> = {
  EstimateGiven: (ticket, { solvedBy, toleranceMinutes }) => ({
    ...ticket,
    estimate: { solvedBy, toleranceMinutes },
  }),
  EstimateMet: (ticket) =>
    ticket.status === 'closed' && ticket.estimate !== undefined
      ? withoutEstimate({ ...ticket, closing: { ...ticket.closing, metEstimate: ticket.estimate } })
      : withoutEstimate(ticket),
  EstimateMissed: withoutEstimate,
  EstimateReinstated: (ticket, { solvedBy, toleranceMinutes }) => ({
    ...ticket,
    estimate: { solvedBy, toleranceMinutes },
  }),
  DateAgreed: (ticket, { by }) => ({ ...ticket, agreedDate: by }),
  DelayCauseRecorded: unchanged,
  // Its estimate is judged neither way while it is one: only time passing on an open ticket could.
  MarkedAsDuplicate: (ticket, { of }) => ({ ...ticket, duplicateOf: of }),
  ClosingAnnounced: (ticket, { at, closesAt }) =>
    ticket.status === 'open' && ticket.silence !== undefined
      ? { ...ticket, silence: { ...ticket.silence, noticeAt: at, closesAt, announced: true } }
      : ticket,
  Closed: (ticket, { at, reason }) => closed(ticket, at, reason),
  CloseCorrected: (ticket, { queueClass }) => ({ ...open(ticket), queueClass }),
  Reopened: (ticket, { cycle, queueClass }) => ({
    ...open({ ...ticket, outstanding: [] }),
    cycle,
    queueClass,
  }),
};

function withoutEstimate(ticket: ExistingTicket): ExistingTicket {
  const { estimate: _, ...rest } = ticket;
  return rest;
}

function closed(ticket: ExistingTicket, at: string, reason: string): ExistingTicket {
  const closing = { at, reason };
  if (ticket.status === 'closed') return { ...ticket, closing };
  const { waitingFor: _, silence: __, ...facts } = ticket;
  return { ...facts, status: 'closed', closing };
}

function open(ticket: ExistingTicket): OpenTicketState {
  if (ticket.status === 'open') return ticket;
  const { closing: _, duplicateOf: __, ...facts } = ticket;
  return { ...facts, status: 'open', waitingFor: waitingFor(facts.owed) };
}
