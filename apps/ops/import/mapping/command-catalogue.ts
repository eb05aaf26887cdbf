import { type TicketCommandType } from '#tickets';

/** What may stand in a field of a command. Kinds with a set of codes of their own are checked against the regulation. */
export type FieldKind =
  | 'text'
  | 'code'
  | 'priority'
  | 'channel'
  | 'closing-reason'
  | 'ground'
  | 'delay-cause'
  | 'service-kind'
  | 'tariff'
  | 'customer'
  | 'organisation'
  | 'visibility'
  | 'defect'
  | 'instant'
  | 'boolean'
  | 'integer'
  | 'codes';

export interface Field {
  readonly kind: FieldKind;
  readonly optional?: true;
}

const text = { kind: 'text' } as const;
const channel = { kind: 'channel' } as const;
const optional = <Kind extends FieldKind>(kind: Kind) => ({ kind, optional: true }) as const;

/** Commands that need another ticket, or that only time and the service itself give, come in no log. */
export type ImportableCommand = Exclude<
  TicketCommandType,
  'OpenTicket' | 'MarkAsDuplicate' | 'RecordContinuation' | 'AdoptRegulation' | 'AnnulBreach' | 'Advance'
>;

/** Fields of the commands that a row may give; a channel that is not named is the row's. */
export const COMMAND_FIELDS: Readonly<Record<ImportableCommand, Readonly<Record<string, Field>>>> = {
  ProposePriority: { priority: { kind: 'priority' }, reason: optional('text') },
  Prioritize: { priority: { kind: 'priority' }, reason: text },
  TakeOutOfTurn: { ground: { kind: 'ground' } },
  PutBackInTurn: { reason: text },
  Assign: { assignee: { kind: 'code' }, team: optional('code'), reason: optional('text') },
  TakeUp: { assignee: { kind: 'code' } },
  Answer: { text, channel, solution: { kind: 'boolean' } },
  RequestInformation: { text, items: optional('codes') },
  Reply: { text, channel, supplies: optional('codes') },
  EscalateToDevelopers: { question: text },
  RecordDevelopersAnswer: { text },
  ForwardToManufacturer: {
    manufacturer: text,
    defect: { kind: 'defect' },
    text,
    reference: optional('text'),
  },
  RecordManufacturerAnswer: { text, reference: optional('text') },
  InformCustomer: { text, channel, nextUpdateBy: optional('instant') },
  AddNote: { text, visibility: { kind: 'visibility' }, kind: optional('code') },
  GiveEstimate: { solvedBy: { kind: 'instant' }, toleranceMinutes: optional('integer') },
  AgreeDate: { by: { kind: 'instant' }, reason: text },
  RecordDelayCause: { cause: { kind: 'delay-cause' }, from: { kind: 'instant' }, to: { kind: 'instant' } },
  LogCall: { channel, declined: { kind: 'boolean' } },
  RecordConsent: { kind: { kind: 'code' }, given: { kind: 'boolean' }, text: optional('text') },
  RecordWish: { text },
  CorrectCustomer: { to: { kind: 'customer' }, organisation: optional('organisation'), reason: text },
  CorrectClose: { reason: text },
  Close: { reason: { kind: 'closing-reason' } },
  Reopen: { reason: text },
};

export function isImportable(command: string): command is ImportableCommand {
  return Object.hasOwn(COMMAND_FIELDS, command);
}
