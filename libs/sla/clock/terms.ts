import { type Amount } from '#regulation';
import { type WorkingTime } from '#working-time';

/** What a clock promises. Either a length of time (`amount`) or an instant (`promisedAt`) rules it. Instants are epoch ms. */
export interface ClockTerms {
  /** Counting begins here. */
  readonly startsAt: number;
  readonly rule: { readonly amount: Amount } | { readonly promisedAt: number };
  /** Usual case told to the customer; passing it is no breach. */
  readonly expected?: Amount | undefined;
  readonly warnBefore?: Amount | undefined;
  /** For terms in days: working days end at the closing when absent, calendar days at the same hour. */
  readonly dayEnds?: 'closing' | 'midnight' | undefined;
}

/** Whether the terms count every hour of every day instead of the schedule's. */
export function isCalendarTime(rule: ClockTerms['rule']): boolean {
  return 'amount' in rule && rule.amount.unit.startsWith('calendar-');
}

/**
 * Where counting begins: for working minutes the receipt or the next opening; for working days the receipt, whose day is day 0,
 * unless the regulation rolls a receipt out of hours forward; for calendar time the receipt.
 */
export function startOf(
  receipt: number,
  unit: Amount['unit'],
  receiptRollsForward: boolean,
  hours: WorkingTime,
): number {
  if (unit === 'working-minutes') return hours.nextOpening(receipt);
  return unit === 'working-days' && receiptRollsForward ? hours.nextOpening(receipt) : receipt;
}

/** First instant, in whole milliseconds, at which a clock is late: what the order of facts goes by. See `isLate`. */
export function lateFrom(terms: Pick<ClockTerms, 'dayEnds'>, due: number): number {
  return terms.dayEnds === 'midnight' ? due : due + 1;
}
