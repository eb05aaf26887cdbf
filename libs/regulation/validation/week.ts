import { type Schedule, type weeklyHours } from '../document/schedule.js';
import { type z } from 'zod';

type WeeklyHours = z.output<typeof weeklyHours>;
/** Half-open, in minutes since Monday 00:00; may reach beyond the week's end, where it stands for Monday morning. */
export type Span = readonly [number, number];

const DAY = 24 * 60;
const WEEK = 7 * DAY;

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Opening and closing in minutes of the entry's day; a closing before the opening lies on the next day. */
export function hoursOf(entry: WeeklyHours): Span {
  const from = minutes(entry.from);
  const to = minutes(entry.to);
  return [from, to < from ? to + DAY : to];
}

/** Breaks in minutes of the entry's day; one that starts before the opening lies on the next day. */
export function breaksOf(entry: WeeklyHours): readonly Span[] {
  const [opens] = hoursOf(entry);
  return (entry.breaks ?? []).map(([start, end]) => {
    const from = minutes(start) < opens ? minutes(start) + DAY : minutes(start);
    const to = minutes(end) + Math.floor(from / DAY) * DAY;
    return [from, to < from ? to + DAY : to];
  });
}

/** Open minutes of the week, entry by entry, breaks taken out, wrapped at the week's end. */
export function openSpans(entry: WeeklyHours): Span[] {
  const [opens, closes] = hoursOf(entry);
  let pieces: Span[] = [[opens, closes]];
  for (const [from, to] of breaksOf(entry))
    pieces = pieces.flatMap(([a, b]): Span[] => [
      [a, Math.min(b, Math.max(a, from))],
      [Math.max(a, Math.min(b, to)), b],
    ]);
  return entry.days.flatMap((day) =>
    pieces.filter(([a, b]) => a < b).flatMap(([a, b]) => wrap([a + (day - 1) * DAY, b + (day - 1) * DAY])),
  );
}

function wrap([from, to]: Span): Span[] {
  if (to <= WEEK) return [[from, to]];
  return from >= WEEK
    ? [[from - WEEK, to - WEEK]]
    : [
        [from, WEEK],
        [0, to - WEEK],
      ];
}

const merged = (spans: readonly Span[]): Span[] => {
  const out: Span[] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1]) out[out.length - 1] = [last[0], Math.max(last[1], to)];
    else out.push([from, to]);
  }
  return out;
};

export const weekOf = (schedule: Schedule): readonly Span[] =>
  'always' in schedule ? [[0, WEEK]] : merged(schedule.weekly.flatMap((entry) => openSpans(entry)));

/** Whether two entries of one schedule are open at the same minute. */
export function overlap(a: WeeklyHours, b: WeeklyHours): boolean {
  const other = openSpans(b);
  return openSpans(a).some(([from, to]) => other.some(([start, end]) => from < end && start < to));
}

/** Whether the outer schedule is open whenever the inner one is, on plain days and on those the calendar changes. */
export function isWithin(inner: Schedule, outer: Schedule): boolean {
  if ('always' in outer) return true;
  const open = weekOf(outer);
  const plainDays = weekOf(inner).every(([from, to]) => open.some(([a, b]) => a <= from && to <= b));
  if ('always' in inner) return plainDays && !outer.followsHolidays && !outer.shortensPreHolidays;
  return (
    plainDays &&
    (inner.followsHolidays || !outer.followsHolidays) &&
    (outer.opensOnWorkingWeekends || !inner.opensOnWorkingWeekends) &&
    (inner.shortensPreHolidays || !outer.shortensPreHolidays)
  );
}
