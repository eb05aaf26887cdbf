import { type TicketFolds, unchanged } from './folds.js';
import { type ExistingTicket, type Owed, waitingFor } from './ticket.state.js';

export const conversationFolds: TicketFolds<
  | 'Answered'
  | 'InformationRequested'
  | 'CustomerReplied'
  | 'EscalatedToDevelopers'
  | 'DevelopersAnswered'
  | 'ForwardedToManufacturer'
  | 'ManufacturerAnswered'
  | 'CustomerInformed'
  | 'NoteAdded'
  | 'WishRecorded'
  | 'ConsentRecorded'
  | 'CallRequired'
  | 'CallLogged'
> = {
  Answered: (ticket, { solution, silence }) => {
    // An answer that is no solution takes the confirmation back; what was asked for is still owed.
    const asked = ticket.owed.customer === 'information';
    const answered = owing(ticket, asked ? {} : { customer: solution ? 'confirmation' : undefined });
    return answered.status === 'open' && silence !== undefined
      ? { ...answered, silence: { ...silence, announced: false } }
      : answered;
  },
  InformationRequested: (ticket, { items, round }) => ({
    ...owing(ticket, { customer: 'information' }),
    outstanding: [...new Set([...ticket.outstanding, ...items])],
    rounds: { ...ticket.rounds, information: round },
  }),
  CustomerReplied: (ticket, { supplies, completes }) => ({
    ...owing(ticket, completes ? { customer: undefined } : {}),
    missing: ticket.missing.filter((field) => !supplies.includes(field)),
    outstanding: completes ? [] : ticket.outstanding.filter((item) => !supplies.includes(item)),
  }),
  EscalatedToDevelopers: (ticket, { round }) => ({
    ...owing(ticket, { ...unconfirmed(ticket), developers: true }),
    rounds: { ...ticket.rounds, developers: round },
  }),
  DevelopersAnswered: (ticket) => owing(ticket, { developers: undefined }),
  ForwardedToManufacturer: (ticket, { round }) => ({
    ...owing(ticket, { ...unconfirmed(ticket), manufacturer: true }),
    rounds: { ...ticket.rounds, manufacturer: round },
  }),
  ManufacturerAnswered: (ticket) => owing(ticket, { manufacturer: undefined }),
  CustomerInformed: unchanged,
  NoteAdded: unchanged,
  WishRecorded: unchanged,
  ConsentRecorded: unchanged,
  CallRequired: (ticket) => ({ ...ticket, awaitsCall: true }),
  CallLogged: (ticket, { fulfils }) => (fulfils ? { ...ticket, awaitsCall: false } : ticket),
};

type OwedChange = { readonly [Key in keyof Owed]?: Owed[Key] | undefined };

function owing<Ticket extends ExistingTicket>(ticket: Ticket, change: OwedChange): Ticket {
  const { customer, developers, manufacturer } = { ...ticket.owed, ...change };
  const owed: Owed = {
    ...(customer && { customer }),
    ...(developers && { developers }),
    ...(manufacturer && { manufacturer }),
  };
  return { ...ticket, owed, ...(ticket.status === 'open' && { waitingFor: waitingFor(owed) }) };
}

/** Work goes on elsewhere, so the customer has nothing to confirm any more. */
function unconfirmed(ticket: ExistingTicket): OwedChange {
  return ticket.owed.customer === 'confirmation' ? { customer: undefined } : {};
}
