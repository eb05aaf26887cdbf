import { describe, expect, it } from '@jest/globals';
import { fullDesk } from '../testing/full-desk.js';
import { OTHER_CUSTOMER, type Scenario, TICKET } from '../testing/scenario.js';
import { type TicketCommand } from './ticket.commands.js';
import { TICKET_REFUSALS } from './ticket.refusals.js';

const AT = '2026-11-24 12:00';
const ORIGINAL = { of: TICKET, ofNumber: 'ED-26000002-0' };

/** One sensible command of every type, as far as a ticket that is open can take it. */
const COMMANDS: { readonly [Type in TicketCommand['type']]: Extract<TicketCommand, { type: Type }> } = {
  OpenTicket: {
    type: 'OpenTicket',
    number: 'ED-26000001-9',
    desk: 'equipment-distributor',
    customer: OTHER_CUSTOMER,
    channel: 'email',
    serviceKind: 'setup',
    subject: 'How',
    text: 'How to set it up?',
  },
  ProposePriority: { type: 'ProposePriority', priority: 'complexity-1' },
  Prioritize: { type: 'Prioritize', priority: 'complexity-1', reason: 'hard' },
  TakeOutOfTurn: { type: 'TakeOutOfTurn', ground: 'service-down' },
  PutBackInTurn: { type: 'PutBackInTurn', reason: 'works again' },
  Assign: { type: 'Assign', assignee: 'anna' },
  TakeUp: { type: 'TakeUp', assignee: 'anna' },
  Answer: { type: 'Answer', text: 'So', channel: 'email', solution: true },
  RequestInformation: { type: 'RequestInformation', text: 'Logs, please', items: ['logs'] },
  Reply: { type: 'Reply', text: 'Here', channel: 'email', supplies: ['logs'] },
  EscalateToDevelopers: { type: 'EscalateToDevelopers', question: 'A bug?' },
  RecordDevelopersAnswer: { type: 'RecordDevelopersAnswer', text: 'Yes' },
  ForwardToManufacturer: { type: 'ForwardToManufacturer', manufacturer: 'Acme', defect: 'bug', text: 'See' },
  RecordManufacturerAnswer: { type: 'RecordManufacturerAnswer', text: 'Fixed' },
  InformCustomer: { type: 'InformCustomer', text: 'Still at it', channel: 'email' },
  AddNote: { type: 'AddNote', text: 'Reproduced', visibility: 'internal', kind: 'test-stand' },
  GiveEstimate: {
    type: 'GiveEstimate',
    solvedBy: '2026-12-01T10:00:00.000Z',
    factors: { complexity: 'high' },
  },
  AgreeDate: { type: 'AgreeDate', by: '2026-12-15T10:00:00.000Z', reason: 'planned' },
  RecordDelayCause: {
    type: 'RecordDelayCause',
    cause: 'late-answer',
    from: '2026-11-23T10:00:00.000Z',
    to: '2026-11-24T08:00:00.000Z',
  },
  LogCall: { type: 'LogCall', channel: 'hot-line', declined: false },
  RecordConsent: { type: 'RecordConsent', kind: 'web-access', given: true },
  RecordWish: { type: 'RecordWish', text: 'A button' },
  MarkAsDuplicate: { type: 'MarkAsDuplicate', ...ORIGINAL },
  CorrectCustomer: { type: 'CorrectCustomer', to: OTHER_CUSTOMER, reason: 'typo' },
  CorrectClose: { type: 'CorrectClose', reason: 'wrong ticket' },
  AnnulBreach: { type: 'AnnulBreach', clock: 'reaction-complexity-2', reason: 'power cut' },
  Close: { type: 'Close', reason: 'solved' },
  Reopen: { type: 'Reopen', reason: 'again' },
  RecordContinuation: { type: 'RecordContinuation', by: TICKET, byNumber: ORIGINAL.ofNumber },
  AdoptRegulation: { type: 'AdoptRegulation', reason: 'new version' },
  Advance: { type: 'Advance' },
};

const STATES = {
  unopened: () => fullDesk(),
  'with the first line': () => opened(),
  'waiting for the customer': () => after(opened(), COMMANDS.RequestInformation),
  answered: () => after(opened(), COMMANDS.Answer),
  'with the developers': () => after(opened(), COMMANDS.EscalateToDevelopers),
  'with the manufacturer': () => after(opened(), COMMANDS.ForwardToManufacturer),
  'out of turn': () => after(opened(), COMMANDS.TakeOutOfTurn),
  closed: () => after(opened(), COMMANDS.Close),
  'closed as a duplicate': () => after(opened(), COMMANDS.MarkAsDuplicate),
  reopened: () => after(after(opened(), COMMANDS.Close), COMMANDS.Reopen),
} as const;
type StateName = keyof typeof STATES;

function opened(): Scenario {
  const scenario = fullDesk();
  scenario.open('2026-11-23 10:00', { priority: 'complexity-2' }, { role: 'engineer' });
  expect(scenario.state.status).toBe('open');
  return scenario;
}

function after(scenario: Scenario, command: TicketCommand): Scenario {
  expect(scenario.at('2026-11-23 11:00', command).refusal).toBeUndefined();
  return scenario;
}

const CLOSED_STATES: StateName[] = ['closed', 'closed as a duplicate'];
const ON_CLOSED = [
  'AddNote',
  'RecordWish',
  'RecordConsent',
  'RecordDelayCause',
  'RecordContinuation',
  'CorrectCustomer',
  'CorrectClose',
  'Reopen',
  'Advance',
];

/** Refusals of the table: by command and state; everything else is accepted. */
function refusalOf(type: TicketCommand['type'], state: StateName): string | undefined {
  if (state === 'unopened') return type === 'OpenTicket' ? undefined : 'ticket-not-found';
  if (type === 'OpenTicket') return 'ticket-already-open';
  if (CLOSED_STATES.includes(state)) {
    // Its reaction was breached in time by nobody: the close stopped it before.
    if (type === 'AnnulBreach') return 'clock-not-breached';
    if (type === 'Reopen' && state === 'closed as a duplicate') return 'duplicate-not-reopened';
    return ON_CLOSED.includes(type) ? undefined : 'ticket-closed';
  }
  switch (type) {
    case 'CorrectClose':
    case 'Reopen':
      return 'ticket-not-closed';
    case 'PutBackInTurn':
      return state === 'out of turn' ? undefined : 'not-out-of-turn';
    case 'RecordDevelopersAnswer':
      return state === 'with the developers' ? undefined : 'not-with-developers';
    case 'EscalateToDevelopers':
      return state === 'with the developers' ? 'already-with-developers' : undefined;
    case 'RecordManufacturerAnswer':
      return state === 'with the manufacturer' ? undefined : 'not-with-manufacturer';
    case 'ForwardToManufacturer':
      return state === 'with the manufacturer' ? 'already-with-manufacturer' : undefined;
    case 'AnnulBreach':
      return BREACHED.includes(state) ? undefined : 'clock-not-breached';
    case 'AdoptRegulation':
      return 'nothing-to-adopt';
    // Desk D lets only staff propose a level of complexity, and the commands here come from staff.
    default:
      return undefined;
  }
}

/** Where nothing met or stopped the reaction of four working hours before the next day. */
const BREACHED: StateName[] = [
  'with the first line',
  'with the developers',
  'with the manufacturer',
  'out of turn',
];

const TABLE = (Object.keys(COMMANDS) as TicketCommand['type'][]).flatMap((type) =>
  (Object.keys(STATES) as StateName[]).map(
    (state) => [type, state, refusalOf(type, state) ?? 'accepted'] as const,
  ),
);

describe('a ticket', () => {
  it.each(TABLE)('%s, %s: %s', (type, state, expected) => {
    const scenario = STATES[state]();
    const outcome = scenario.at(AT, COMMANDS[type]);
    expect(outcome.refusal?.code ?? 'accepted').toBe(expected);
  });

  it('knows the codes of all its refusals', () => {
    for (const [, , code] of TABLE) if (code !== 'accepted') expect(TICKET_REFUSALS).toContain(code);
  });

  it.each(BREACHED)('%s: records what fell due although the command is refused', (state) => {
    const scenario = STATES[state]();
    const outcome = scenario.at('2026-12-31 10:00', COMMANDS.CorrectClose);
    expect(outcome.refusal?.code).toBe('ticket-not-closed');
    expect(outcome.types).toContain('SlaBreached');
  });

  it.each(
    (
      [
        'Prioritize',
        'Assign',
        'TakeUp',
        'TakeOutOfTurn',
        'RecordContinuation',
        'AgreeDate',
        'Advance',
      ] as const
    ).map((t) => [t]),
  )('%s twice changes nothing the second time', (type) => {
    const scenario = opened();
    scenario.at(AT, COMMANDS[type]);
    const again = scenario.at(AT, COMMANDS[type]);
    expect(again.refusal).toBeUndefined();
    expect(again.types).toEqual([]);
  });
});
