import { type RunnableProjection } from '#read-store';
import { staffDirectory } from '#staff';
import {
  breachesProjection,
  customerTicketsProjection,
  deskClockProjection,
  dueTimersProjection,
  historyLinesProjection,
  queueProjection,
  ticketDetailsProjection,
  ticketsProjection,
  ticketWordsProjection,
} from '#tickets';

/** Every read model of the product. */
export const PROJECTIONS: readonly RunnableProjection[] = [
  staffDirectory,
  queueProjection,
  customerTicketsProjection,
  historyLinesProjection,
  breachesProjection,
  ticketDetailsProjection,
  ticketsProjection,
  ticketWordsProjection,
  dueTimersProjection,
  deskClockProjection,
];
