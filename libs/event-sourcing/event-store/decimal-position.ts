import { InvalidPosition } from './errors.js';
import { BEGINNING, type Position } from './position.js';

/** Digits of 2^63 - 1, the largest number of PostgreSQL's `bigint` and of EventStoreDB's log. */
const WIDTH = 19;
const SHAPE = /^\d{19}$/;

/** A counting position as text of one width, so that the order of the texts is the order of the numbers. */
export function decimalPosition(number: string | number | bigint): Position {
  const digits = String(number);
  return (digits === '0' ? BEGINNING : digits.padStart(WIDTH, '0')) as Position;
}

/**
 * @returns decimal digits of the number behind a position, '0' for BEGINNING.
 * @throws InvalidPosition for text that no counting log has given out.
 */
export function positionNumber(position: Position): string {
  if (position === BEGINNING) return '0';
  if (!SHAPE.test(position) || position > '9223372036854775807') throw new InvalidPosition(position);
  return position;
}

/**
 * How much of a log lies before a position, for a progress bar: from above 0 to 1, as if all events were of one size.
 *
 * @param head not BEGINNING.
 */
export function shareOfLog(position: Position, head: Position): number {
  return Math.max(Number(positionNumber(position)), 1) / Number(positionNumber(head));
}
