import { breachesProjection } from './breaches/breaches.projection.js';
import { customerTicketsProjection } from './customer-history/customer-tickets.projection.js';
import { historyLinesProjection } from './customer-history/history-lines.projection.js';
import { deskClockProjection } from './desk-clock/desk-clock.projection.js';
import { ticketDetailsProjection } from './details/ticket-details.projection.js';
import { dueTimersProjection } from './due-timers/due-timers.projection.js';
import { queueProjection } from './queue/queue.projection.js';
import { ticketWordsProjection } from './search/ticket-words.projection.js';
import { ticketsProjection } from './search/tickets.projection.js';

/** Every read model of tickets; those that the applications run and tests hold against brute force. */
export const TICKET_PROJECTIONS = [
  queueProjection,
  customerTicketsProjection,
  historyLinesProjection,
  breachesProjection,
  ticketDetailsProjection,
  ticketsProjection,
  ticketWordsProjection,
  dueTimersProjection,
  deskClockProjection,
] as const;
