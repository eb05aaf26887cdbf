import { type Amount } from '../document/common.js';

/** Milliseconds-free comparison: only lengths of one unit have an order; others depend on the calendar. */
export function compareAmounts(a: Amount, b: Amount): number | undefined {
  return a.unit === b.unit ? a.value - b.value : undefined;
}

export const needsSchedule = (amount: Amount): boolean => amount.unit.startsWith('working');

export const inDays = (amount: Amount): boolean => amount.unit.endsWith('days');
