import { type History, type Violation } from '../history.js';
import { checkBreaches } from './breaches.js';
import { checkEachOnce } from './each-once.js';
import { checkOrder } from './order.js';

/** What a history breaks of what is promised; empty when it keeps all of it. */
export function checkHistory(history: History): readonly Violation[] {
  return [...checkEachOnce(history), ...checkOrder(history), ...checkBreaches(history)];
}

export { checkBreaches };
