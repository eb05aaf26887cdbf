import { type Refusal } from '#event-sourcing';

/**
 * Why a ticket refuses a command: stable codes. Their sentences stand in messages/ru.json and messages/en.json under the same
 * codes; a test holds the three lists together.
 */
export const TICKET_REFUSALS = [
  'ticket-not-found',
  'desk-without-regulation',
  'ticket-already-open',
  'ticket-closed',
  'ticket-not-closed',
  'occurred-in-the-future',
  'occurred-before-opening',
  'unknown-channel',
  'channel-opens-no-tickets',
  'unknown-priority',
  'priority-not-yours-to-set',
  'priority-not-yours-to-propose',
  'unknown-tariff',
  'tariff-needed',
  'tariff-does-not-cover',
  'unknown-service-kind',
  'service-excluded',
  'required-fields-missing',
  'out-of-turn-not-allowed',
  'out-of-turn-priority',
  'out-of-turn-ground',
  'not-out-of-turn',
  'escalation-not-offered',
  'already-with-developers',
  'not-with-developers',
  'forwarding-not-offered',
  'defect-not-forwarded',
  'already-with-manufacturer',
  'not-with-manufacturer',
  'promise-in-the-past',
  'estimate-in-the-past',
  'estimate-factors-missing',
  'date-not-agreeable',
  'unknown-delay-cause',
  'delay-cause-ends-before-it-begins',
  'wishes-not-kept',
  'duplicate-of-itself',
  'same-customer',
  'closing-not-yours',
  'unknown-closing-reason',
  'closing-reason-not-yours',
  'reopening-not-offered',
  'reopening-too-late',
  'duplicate-not-reopened',
  'unknown-clock',
  'clock-not-breached',
  'continuation-of-itself',
  'nothing-to-adopt',
  'adoption-goes-back',
  'calendar-year-missing',
] as const;

export type TicketRefusalCode = (typeof TICKET_REFUSALS)[number];

export interface TicketRefusal extends Refusal {
  readonly code: TicketRefusalCode;
}

export function refusal(code: TicketRefusalCode, params?: Refusal['params']): TicketRefusal {
  return params === undefined ? { code } : { code, params };
}
