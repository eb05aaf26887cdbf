import { type LocalDate, localDate } from '#working-time';

const QUARTER_MS = 15 * 60_000;
/** 1980-01-01: a few zones kept odd minutes until the seventies. */
const WHOLE_QUARTERS_SINCE = Date.UTC(1980, 0, 1);

/**
 * The day of a zone, asked for at every command and nearly always at the present. Days begin, and zones change, on whole
 * quarter hours of UTC only, so one that was found holds until the quarter ends.
 */
export class QuarterHourDates {
  private readonly last = new Map<string, { readonly quarter: number; readonly date: LocalDate }>();

  /** @param at milliseconds since the epoch. */
  dateAt(at: number, zone: string): LocalDate {
    if (at < WHOLE_QUARTERS_SINCE) return localDate(at, zone);
    const quarter = Math.floor(at / QUARTER_MS);
    const known = this.last.get(zone);
    if (known?.quarter === quarter) return known.date;
    const date = localDate(at, zone);
    this.last.set(zone, { quarter, date });
    return date;
  }
}
