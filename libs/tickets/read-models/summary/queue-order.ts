import { type TicketSummary } from './ticket-summary.js';

/**
 * Byte-order text whose order is the queue's: out of turn, rank, arrival, number. The regulation decided what the rank
 * means when the event was written, so that the key of any past moment needs no regulation.
 */
export function queueOrder(
  summary: Pick<TicketSummary, 'outOfTurn' | 'rank' | 'receivedAt' | 'number'>,
): string {
  const turn = summary.outOfTurn ? '0' : '1';
  return `${turn}|${String(summary.rank).padStart(6, '0')}|${summary.receivedAt}|${summary.number}`;
}
