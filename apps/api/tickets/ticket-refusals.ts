import { type RefusalStatuses } from '../requests/command-answer.js';

/** Asked for what the regulation does not have, or what no ticket could take. */
const IMPOSSIBLE = [
  'occurred-in-the-future',
  'occurred-before-opening',
  'desk-without-regulation',
  'unknown-channel',
  'channel-opens-no-tickets',
  'unknown-priority',
  'unknown-tariff',
  'tariff-needed',
  'tariff-does-not-cover',
  'unknown-service-kind',
  'service-excluded',
  'required-fields-missing',
  'out-of-turn-priority',
  'out-of-turn-ground',
  'defect-not-forwarded',
  'promise-in-the-past',
  'estimate-in-the-past',
  'estimate-factors-missing',
  'unknown-delay-cause',
  'delay-cause-ends-before-it-begins',
  'duplicate-of-itself',
  'same-customer',
  'unknown-closing-reason',
  'unknown-clock',
  'continuation-of-itself',
  'calendar-year-missing',
];

/** The regulation gives it to somebody else. */
const NOT_YOURS = [
  'priority-not-yours-to-set',
  'priority-not-yours-to-propose',
  'closing-not-yours',
  'closing-reason-not-yours',
];

/** All others contradict the present state of the ticket: 409. */
export const TICKET_REFUSAL_STATUSES: RefusalStatuses = {
  'ticket-not-found': 404,
  ...Object.fromEntries(IMPOSSIBLE.map((code) => [code, 422])),
  ...Object.fromEntries(NOT_YOURS.map((code) => [code, 403])),
};
