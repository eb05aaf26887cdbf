import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { builtInCalendars, compileWorkingTime, type WeeklySchedule, type WorkingTime } from './index.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ZONES = [
  'Europe/Moscow',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Vladivostok',
];

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Hours from 04:00 on, or over midnight until 04:00 at the earliest, so that no edge falls into a change of the clocks. */
const hours = fc
  .record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    start: fc.integer({ min: 16, max: 92 }),
    length: fc.integer({ min: 2, max: 60 }),
    lunch: fc.boolean(),
  })
  .map(({ days, start, length, lunch }) => {
    const end = start + length >= 96 && start + length < 112 ? 96 : start + length;
    const breaks: [string, string][] =
      lunch && end - start >= 6 && start + 3 < 92 ? [[clock((start + 2) * 15), clock((start + 3) * 15)]] : [];
    return { days, from: clock(start * 15), to: clock(end > 96 ? (end - 96) * 15 : end * 15), breaks };
  })
  .filter(({ from, to }) => from !== to);
const schedule: fc.Arbitrary<WeeklySchedule> = fc.record({
  weekly: fc.array(hours, { minLength: 1, maxLength: 3 }),
  followsHolidays: fc.boolean(),
  opensOnWorkingWeekends: fc.boolean(),
  shortensPreHolidays: fc.boolean(),
});
const compiled = fc.tuple(schedule, fc.constantFrom(...ZONES)).map(([hoursOf, zone]) => ({
  schedule: hoursOf,
  time: compileWorkingTime({ schedule: hoursOf, calendar: builtInCalendars.ru, zone }),
  // A counterexample is printed as what it was compiled from, not as its tables.
  [fc.toStringMethod]: () => JSON.stringify({ schedule: hoursOf, zone }),
}));
// Far enough from both ends for every amount below.
const instant = fc.integer({ min: Date.UTC(2023, 6, 1), max: Date.UTC(2024, 5, 1) });
const openTime = fc.oneof(
  fc.integer({ min: 1, max: 40 * HOUR }),
  fc.constantFrom(1, HOUR / 4, HOUR, 8 * HOUR),
);

/** An instant of interest: anywhere, or at an edge of the hours. */
const near = (time: WorkingTime, at: number, edge: number) =>
  edge === 0 ? at : time.nextOpening(time.add(at, 1)) + [-1, 0, 1][edge % 3]!;

describe('working time', () => {
  it('is monotone and additive', () => {
    fc.assert(
      fc.property(compiled, instant, instant, instant, ({ time }, a, b, c) => {
        expect(time.between(a, c)).toBe(time.between(a, b) + time.between(b, c));
        expect(time.between(Math.min(a, b), Math.max(a, b))).toBeGreaterThanOrEqual(0);
        expect(time.between(a, a + 1)).toBe(time.isOpen(a) ? 1 : 0);
      }),
    );
  });

  it('add gives the earliest instant, subtract the latest', () => {
    fc.assert(
      fc.property(compiled, instant, fc.nat(5), openTime, ({ time }, t, edge, ms) => {
        const at = near(time, t, edge);
        const due = time.add(at, ms);
        expect(time.between(at, due)).toBe(ms);
        expect(time.between(at, due - 1)).toBe(ms - 1);
        const begun = time.subtract(at, ms);
        expect(time.between(begun, at)).toBe(ms);
        expect(time.between(begun + 1, at)).toBe(ms - 1);
        // Back again: the same instant, or the opening that stands for the closed time before it.
        expect(time.subtract(due, ms)).toBe(time.nextOpening(at));
      }),
    );
  });

  it('adds in parts as at once', () => {
    fc.assert(
      fc.property(compiled, instant, openTime, openTime, ({ time }, at, a, b) => {
        expect(time.add(time.add(at, a), b)).toBe(time.add(at, a + b));
      }),
    );
  });

  it('begins where it opens', () => {
    fc.assert(
      fc.property(compiled, instant, fc.nat(5), ({ time }, t, edge) => {
        const at = near(time, t, edge);
        const opening = time.nextOpening(at);
        expect(time.isOpen(opening)).toBe(true);
        expect(time.between(at, opening)).toBe(0);
        const before = time.openedBefore(opening + 1)!;
        // Hours that never close were opened when the compiled years began, of whose first morning the night shift of
        // the year before is unknown: there nothing can be asked.
        if (before <= Date.UTC(2020, 0, 2)) return;
        expect(time.isOpen(before)).toBe(true);
        expect(time.isOpen(before - 1)).toBe(false);
      }),
    );
  });

  it('is tiled by its stretches', () => {
    fc.assert(
      fc.property(compiled, instant, fc.nat(40 * DAY), ({ time }, from, length) => {
        const stretches = time.stretches(from, from + length);
        let at = from;
        for (const [i, stretch] of stretches.entries()) {
          expect(stretch.from).toBe(at);
          expect(stretch.to).toBeGreaterThan(stretch.from);
          expect(stretch.open).toBe(stretch.reason === undefined);
          expect([time.isOpen(stretch.from), time.isOpen(stretch.to - 1)]).toEqual([
            stretch.open,
            stretch.open,
          ]);
          const next = stretches[i + 1];
          expect(next && next.open === stretch.open && next.reason === stretch.reason).not.toBe(true);
          at = stretch.to;
        }
        expect(at).toBe(from + length);
        const open = stretches.filter((s) => s.open).reduce((sum, s) => sum + s.to - s.from, 0);
        expect(open).toBe(time.between(from, from + length));
      }),
    );
  });

  it('counts working days consistently', () => {
    fc.assert(
      fc.property(compiled, instant, fc.integer({ min: 1, max: 60 }), ({ time }, received, n) => {
        const date = time.workingDayDate(received, n);
        expect(time.isWorkingDay(date)).toBe(true);
        expect(time.workingDaysBetween(received, date)).toBe(n);
        const midnight = time.workingDay(received, n, { ends: 'midnight' });
        expect(time.dateOf(midnight - 1)).toBe(date);
        expect(time.dateOf(midnight)).not.toBe(date);
        expect(time.wholeWorkingDays(time.endOfDay(received), midnight)).toBe(n);
      }),
    );
  });
});

/** The slow way: what the clock on the wall shows, minute by minute, with the zone from Intl and the calendar from the document. */
function wall(zone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  return (at: number) => {
    const [, d, m, y, h, min] = /(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d)/.exec(format.format(at))!;
    return { date: `${y}-${m}-${d}`, minute: Number(h) * 60 + Number(min) };
  };
}
const toMinutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

function openOn(schedule: WeeklySchedule, date: string, minute: number): boolean {
  const year = builtInCalendars.ru.years[date.slice(0, 4)]!;
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const holiday = builtInCalendars.ru.law.holidays.includes(date.slice(5));
  if (schedule.followsHolidays && (holiday || year.daysOff.includes(date))) return false;
  let like = weekday;
  if (schedule.opensOnWorkingWeekends && year.workingWeekends.includes(date)) {
    const first = schedule.weekly.find(({ days }) => days.some((day) => day < 6));
    if (first) like = Math.min(...first.days);
  }
  const entries = schedule.weekly
    .filter(({ days }) => days.includes(like))
    .map(({ from, to, breaks }) => ({
      from: toMinutes(from),
      to: toMinutes(to) <= toMinutes(from) ? toMinutes(to) + 1440 : toMinutes(to),
      breaks: breaks ?? [],
    }));
  const shortened = schedule.shortensPreHolidays && year.shortened.includes(date);
  const closing = Math.max(...entries.map(({ to }) => to)) - (shortened ? 60 : 0);
  return entries.some(
    ({ from, to, breaks }) =>
      minute >= from &&
      minute < Math.min(to, closing) &&
      !breaks.some(([a, b]) => minute >= toMinutes(a) && minute < toMinutes(b)),
  );
}

describe('against a walk over every quarter of an hour', () => {
  // Around changes of the clocks, holidays, a working Saturday and shortened days.
  const windows = [
    '2023-10-27',
    '2023-11-02',
    '2024-03-06',
    '2024-03-08',
    '2024-03-29',
    '2024-04-05',
    '2024-04-25',
  ];
  it('each is open or closed alike', () => {
    fc.assert(
      fc.property(compiled, fc.constantFrom(...windows), ({ schedule: hoursOf, time }, day) => {
        const local = wall(time.zone);
        const start = Date.parse(`${day}T00:00:00Z`);
        for (let at = start; at < start + 5 * DAY; at += HOUR / 4) {
          const { date, minute } = local(at);
          const before = new Date(Date.parse(`${date}T00:00:00Z`) - DAY).toISOString().slice(0, 10);
          const expected = openOn(hoursOf, date, minute) || openOn(hoursOf, before, minute + 1440);
          if (time.isOpen(at) !== expected)
            throw new Error(
              `${new Date(at).toISOString()} (${date} ${clock(minute)} ${time.zone}) must be ${expected}`,
            );
        }
      }),
      { numRuns: 60 },
    );
  });
});
