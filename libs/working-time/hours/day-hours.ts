import { ScheduleInvalid } from '../errors.js';
import { type WeeklyHours, type WeeklySchedule } from '../schedule.js';

/** Minutes from local midnight, half-open; more than 1440 lies on the next day. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}

const DAY = 1440;
const SHORTENED_BY = 60;

function minutes(time: string): number {
  const match = /^(\d\d):([0-5]\d)$/.exec(time);
  const value = match ? Number(match[1]) * 60 + Number(match[2]) : NaN;
  if (!(value <= DAY)) throw new ScheduleInvalid(`no such time of day: ${time}`);
  return value;
}

function rangeOf({ from, to }: WeeklyHours): MinuteRange {
  const start = minutes(from);
  const end = minutes(to);
  if (start === end || start === DAY) throw new ScheduleInvalid(`empty hours ${from}–${to}`);
  return { from: start, to: end > start ? end : end + DAY };
}

function withoutBreaks(entry: WeeklyHours): MinuteRange[] {
  const hours = rangeOf(entry);
  let pieces = [hours];
  for (const [from, to] of entry.breaks ?? []) {
    const start = minutes(from) < hours.from ? minutes(from) + DAY : minutes(from);
    const end = start >= DAY || minutes(to) <= start ? minutes(to) + DAY : minutes(to);
    if (end <= start || end > hours.to)
      throw new ScheduleInvalid(`break ${from}–${to} outside ${entry.from}–${entry.to}`);
    pieces = pieces.flatMap((piece) =>
      [
        { from: piece.from, to: Math.min(piece.to, start) },
        { from: Math.max(piece.from, end), to: piece.to },
      ].filter((part) => part.from < part.to),
    );
  }
  return pieces;
}

/** The opening hours of one weekday, in order, by the schedule alone. A shortened day loses what lies in the hour before its last closing. */
export function dayHours(schedule: WeeklySchedule, weekday: number, shortened: boolean): MinuteRange[] {
  const pieces = schedule.weekly
    .filter((entry) => entry.days.includes(weekday))
    .flatMap(withoutBreaks)
    .sort((a, b) => a.from - b.from);
  if (!shortened) return pieces;
  const closing = Math.max(...pieces.map((piece) => piece.to)) - SHORTENED_BY;
  return pieces
    .map((piece) => ({ from: piece.from, to: Math.min(piece.to, closing) }))
    .filter((piece) => piece.from < piece.to);
}

/** The weekday whose hours a working weekend day takes: the earliest weekday of the first entry that has one. */
export function modelWeekday(schedule: WeeklySchedule): number | undefined {
  const entry = schedule.weekly.find(({ days }) => days.some((day) => day <= 5));
  return entry && Math.min(...entry.days.filter((day) => day <= 5));
}
