import { type Role } from '../../product/product.js';
import { type Random } from '../plan/random.js';

export const DESK = 'catalogue-software';
const CHANNEL = 'email';
const PRIORITIES = ['highly-critical', 'normal'];

/** A command for a client to send, without ids. */
export interface Wanted {
  readonly kind: string;
  readonly as: Role;
  /** Below the ticket's own address; undefined opens a ticket. */
  readonly action?: string;
  readonly body: object;
  readonly effect: string;
  readonly mayDecideNothing?: true;
}

export const OPENING: Wanted = {
  kind: 'open',
  as: 'customer',
  effect: 'Opened',
  body: { desk: DESK, channel: CHANNEL, serviceKind: 'operation', subject: 'Нет доступа', text: 'Не входит' },
};

/** Refusals are wanted as well: tickets are closed twice, answered when closed, and promised a past. */
export function chooseCommand(random: Random, now: number): Wanted {
  if (random.chance(0.15)) return OPENING;
  const text = `Слова ${random.below(1_000_000)}`;
  const reason = text;
  const soon = new Date(now + random.between(500, 4_000)).toISOString();
  const staff = { as: 'operator' } as const;
  const customer = { as: 'customer' } as const;
  return random.pick<Wanted>([
    {
      ...customer,
      kind: 'reply',
      action: 'replies',
      body: { text, channel: CHANNEL },
      effect: 'CustomerReplied',
    },
    {
      ...customer,
      kind: 'propose',
      action: 'priority-proposals',
      body: { priority: random.pick(PRIORITIES), reason },
      effect: 'PriorityProposed',
    },
    {
      ...staff,
      kind: 'prioritize',
      action: 'priority',
      body: { priority: random.pick(PRIORITIES), reason },
      effect: 'Prioritized',
      mayDecideNothing: true,
    },
    { ...staff, kind: 'take up', action: 'taking-up', body: {}, effect: 'TakenUp', mayDecideNothing: true },
    {
      ...staff,
      kind: 'answer',
      action: 'answers',
      body: { text, channel: CHANNEL, solution: random.chance(0.3) },
      effect: 'Answered',
    },
    { ...staff, kind: 'note', action: 'notes', body: { text, visibility: 'internal' }, effect: 'NoteAdded' },
    {
      ...staff,
      kind: 'inform',
      action: 'updates',
      body: { text, channel: CHANNEL },
      effect: 'CustomerInformed',
    },
    { ...staff, kind: 'ask', action: 'information-requests', body: { text }, effect: 'InformationRequested' },
    { ...staff, kind: 'promise', action: 'agreed-dates', body: { by: soon, reason }, effect: 'DateAgreed' },
    {
      ...staff,
      kind: 'escalate',
      action: 'escalations',
      body: { question: text },
      effect: 'EscalatedToDevelopers',
    },
    {
      as: 'developer',
      kind: 'developers answer',
      action: 'escalation-answers',
      body: { text },
      effect: 'DevelopersAnswered',
    },
    { ...customer, kind: 'close', action: 'closure', body: { reason: 'solved' }, effect: 'Closed' },
    { ...customer, kind: 'reopen', action: 'reopening', body: { reason }, effect: 'Reopened' },
  ]);
}
