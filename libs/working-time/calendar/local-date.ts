/** A day of some zone's calendar, `YYYY-MM-DD`. */
export type LocalDate = string;

export const DAY_MS = 86_400_000;

/** Days since 1970-01-01. @throws RangeError when there is no such day (2023-02-29). */
export function epochDay(date: LocalDate): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date)
    throw new RangeError(`No such date: ${date}`);
  return ms / DAY_MS;
}

export const localDateOf = (day: number): LocalDate => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** ISO weekday, 1 is Monday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

export const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();
