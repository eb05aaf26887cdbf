import { Temporal } from 'temporal-polyfill';

/** The offsets of a zone over a span, found once: the zone part of a compile costs a few Temporal calls, not thousands. */
export interface ZoneOffsets {
  /** Milliseconds since the epoch from which `offset[i]` holds; the first is -Infinity. */
  readonly since: readonly number[];
  /** Milliseconds east of UTC. */
  readonly offset: readonly number[];
}

const NS_PER_MS = 1_000_000;

/**
 * @param from first instant that must be right, in ms
 * @param to last instant that must be right, in ms
 * @throws RangeError for a zone that the time zone data does not know
 */
export function zoneOffsets(zone: string, from: number, to: number): ZoneOffsets {
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  const since = [-Infinity];
  const offset = [at.offsetNanoseconds / NS_PER_MS];
  while ((at = at.getTimeZoneTransition('next')) && at.epochMilliseconds <= to) {
    since.push(at.epochMilliseconds);
    offset.push(at.offsetNanoseconds / NS_PER_MS);
  }
  return { since, offset };
}

/**
 * The first instant at which a clock on the wall shows `local` or later. A time that the clocks skip becomes the instant of the change, so
 * that a desk that opens inside the gap opens with the first valid instant; a time that comes twice is its first occurrence.
 * @param local wall-clock time as if it were UTC, in ms
 */
export function instantOf(zone: ZoneOffsets, local: number): number {
  const last = zone.since.length - 1;
  for (let i = 0; i < last; i += 1) {
    const instant = local - zone.offset[i]!;
    if (instant < zone.since[i + 1]!) return Math.max(instant, zone.since[i]!);
  }
  return Math.max(local - zone.offset[last]!, zone.since[last]!);
}
