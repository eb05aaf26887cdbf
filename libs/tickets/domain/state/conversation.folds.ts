import { type TicketFolds, unchanged } from './folds.js';

/** Who owes what after them is `owedAfter`'s to say. */
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
  Answered: (ticket, { silence }) =>
    ticket.status === 'open' && silence !== undefined
      ? { ...ticket, silence: { ...silence, announced: false } }
      : ticket,
  InformationRequested: (ticket, { items, round }) => ({
    ...ticket,
    outstanding: [...new Set([...ticket.outstanding, ...items])],
    rounds: { ...ticket.rounds, information: round },
  }),
  CustomerReplied: (ticket, { supplies, completes }) => ({
    ...ticket,
    missing: ticket.missing.filter((field) => !supplies.includes(field)),
    outstanding: completes ? [] : ticket.outstanding.filter((item) => !supplies.includes(item)),
  }),
  EscalatedToDevelopers: (ticket, { round }) => ({
    ...ticket,
    rounds: { ...ticket.rounds, developers: round },
  }),
  DevelopersAnswered: unchanged,
  ForwardedToManufacturer: (ticket, { round }) => ({
    ...ticket,
    rounds: { ...ticket.rounds, manufacturer: round },
  }),
  ManufacturerAnswered: unchanged,
  CustomerInformed: unchanged,
  NoteAdded: unchanged,
  WishRecorded: unchanged,
  ConsentRecorded: unchanged,
  CallRequired: (ticket) => ({ ...ticket, awaitsCall: true }),
  CallLogged: (ticket, { fulfils }) => (fulfils ? { ...ticket, awaitsCall: false } : ticket),
};
