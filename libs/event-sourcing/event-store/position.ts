/**
 * A place in the log: opaque text whose byte order is the order of the log.
 *
 * Adapters make positions of one fixed width, so that JavaScript's `<` and PostgreSQL's `COLLATE "C"` agree on the
 * order. Nothing but an adapter may look inside one.
 */
export type Position = string & { readonly __brand: 'Position' };

/** Before every event of every log: the empty text sorts before any position. */
export const BEGINNING = '' as Position;

/** @returns negative, zero or positive as `a` lies before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function laterPosition(a: Position, b: Position): Position {
  return a < b ? b : a;
}
