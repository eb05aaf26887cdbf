import { type TicketFolds, unchanged } from './folds.js';
import { waitingFor } from './owed.js';
import { type ExistingTicket, type OpenTicketState } from './ticket.state.js';

export const endingFolds: TicketFolds<
  | 'EstimateGiven'
  | 'EstimateMet'
  | 'EstimateMissed'
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
  EstimateMet: withoutEstimate,
  EstimateMissed: withoutEstimate,
  DateAgreed: (ticket, { by }) => ({ ...ticket, agreedDate: by }),
  DelayCauseRecorded: unchanged,
  // The close follows in the same decision; a duplicate's estimate is judged neither way.
  MarkedAsDuplicate: (ticket, { of }) => ({ ...withoutEstimate(ticket), duplicateOf: of }),
  ClosingAnnounced: (ticket) =>
    ticket.status === 'open' && ticket.silence !== undefined
      ? { ...ticket, silence: { ...ticket.silence, announced: true } }
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
