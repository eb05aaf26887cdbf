import { type Position } from '#event-sourcing';

/** Enough to tell a log from the one that it was copied from. */
const NAME_LENGTH = 8;

/** The id of a streamed event: a place, and which log it is of, since a copy of the log has other places of the same look. */
export function streamPlace(position: Position, logId: string): string {
  return `${position}.${logId.slice(0, NAME_LENGTH)}`;
}

/** @returns undefined for an id that this log has not given out, or could not have. */
export function placeInLog(id: string, logId: string, upTo: Position): Position | undefined {
  const [position = '', log, ...rest] = id.split('.');
  if (log !== logId.slice(0, NAME_LENGTH) || rest.length > 0) return undefined;
  const isPlace = /^[0-9]{0,64}$/.test(position) && (position === '' || position.length === upTo.length);
  return isPlace && position <= upTo ? (position as Position) : undefined;
}
