import { Temporal } from 'temporal-polyfill';
import { type LocalDate } from '../calendar/local-date.js';

/** Milliseconds since the epoch; always an integer. */
export type EpochMs = number;

/** `2026-11-21T20:30:00.000Z`: the one form in which instants are stored and sent. */
export const toInstant = (at: EpochMs): string => new Date(at).toISOString();

/** @throws RangeError unless the text is an ISO instant with `Z` or an offset; what is finer than a millisecond is cut off. */
export const parseInstant = (text: string): EpochMs => {
  const at = Date.parse(text);
  // The stored form, which every command brings; `Date` alone would read 30 February as 2 March.
  if (!Number.isNaN(at) && toInstant(at) === text) return at;
  return Temporal.Instant.from(text).epochMilliseconds;
};

const zoned = (at: EpochMs, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);

/** The day that the wall calendar of the zone shows. */
export const localDate = (at: EpochMs, zone: string): LocalDate => zoned(at, zone).toPlainDate().toString();

/** `2026-11-21T23:30:00+03:00`: for people and logs, with the offset then in force. */
export const localDateTime = (at: EpochMs, zone: string): string =>
  zoned(at, zone).toString({ timeZoneName: 'never' });

/**
 * The instant of a wall-clock time without a zone (`2012-05-03T09:12:00`). Skipped and repeated times are read as RFC 5545 does
 * ("compatible"): a skipped one by the offset before the change, a repeated one as its first occurrence.
 * @throws RangeError for a text that is no local date and time
 */
export const instantOfLocal = (local: string, zone: string): EpochMs =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;

/** First instant of the day in the zone (not always 00:00). */
export const startOfLocalDay = (date: LocalDate, zone: string): EpochMs =>
  Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds;

/** Whether the time zone data knows the IANA name. */
export function isZone(zone: string): boolean {
  try {
    zoned(0, zone);
    return true;
  } catch {
    return false;
  }
}
