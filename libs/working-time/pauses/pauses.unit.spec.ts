import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  builtInCalendars,
  compileWorkingTime,
  type Due,
  dueAfter,
  dueAfterWorkingDays,
  elapsed,
  mergePauses,
  type Pause,
} from '../index.js';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(`${text}+03:00`);
const pause = (from: string, to?: string): Pause =>
  to ? { from: at(from), to: at(to) } : { from: at(from) };
const time = compileWorkingTime({
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '18:00' }],
    followsHolidays: true,
    opensOnWorkingWeekends: true,
    shortensPreHolidays: false,
  },
  calendar: builtInCalendars.ru,
  zone: 'Europe/Moscow',
});
// Monday, 12 October 2026; the week has no holiday.
const MON = at('2026-10-12T10:00');
const due = (text: string): Due<number> => ({ state: 'running', dueAt: at(text) });

describe('pauses of a term in open time', () => {
  it.each([
    ['none', [], '2026-10-12T18:00'],
    ['inside the hours', [pause('2026-10-12T12:00', '2026-10-12T13:00')], '2026-10-13T11:00'],
    [
      'nested ones count once',
      [pause('2026-10-12T12:00', '2026-10-12T14:00'), pause('2026-10-12T13:00', '2026-10-12T13:30')],
      '2026-10-13T12:00',
    ],
    [
      'touching ones are one',
      [pause('2026-10-12T13:00', '2026-10-12T14:00'), pause('2026-10-12T12:00', '2026-10-12T13:00')],
      '2026-10-13T12:00',
    ],
    ['in closed time', [pause('2026-10-12T20:00', '2026-10-13T09:00')], '2026-10-12T18:00'],
    ['begun before the start', [pause('2026-10-11T12:00', '2026-10-12T11:00')], '2026-10-13T11:00'],
    ['over before the start', [pause('2026-10-09T12:00', '2026-10-09T13:00')], '2026-10-12T18:00'],
    ['begun when all is over', [pause('2026-10-12T18:00', '2026-10-13T12:00')], '2026-10-12T18:00'],
    [
      'one that moves the term into another',
      [pause('2026-10-12T17:00', '2026-10-13T11:00'), pause('2026-10-13T11:30', '2026-10-13T12:00')],
      '2026-10-13T12:30',
    ],
    ['of no length', [pause('2026-10-12T12:00', '2026-10-12T12:00')], '2026-10-12T18:00'],
  ])('%s', (_, pauses, expected) => {
    expect(dueAfter(time, MON, 8 * HOUR, pauses)).toEqual(due(expected));
  });

  it('leave what remains, and no due instant, while one is open', () => {
    const pauses = [pause('2026-10-12T11:00', '2026-10-12T12:00'), pause('2026-10-12T14:00')];
    expect(dueAfter(time, MON, 8 * HOUR, pauses)).toEqual({
      state: 'paused',
      since: at('2026-10-12T14:00'),
      remaining: 5 * HOUR,
    });
    expect(dueAfter(time, MON, 8 * HOUR, [pause('2026-10-10T00:00')])).toMatchObject({ remaining: 8 * HOUR });
    expect(dueAfter(time, MON, 8 * HOUR, [pause('2026-10-12T18:00')])).toEqual(due('2026-10-12T18:00'));
  });

  it('are taken off what has elapsed', () => {
    const pauses = [pause('2026-10-12T11:00', '2026-10-12T12:00'), pause('2026-10-12T14:00')];
    expect(elapsed(time, MON, at('2026-10-12T11:30'), pauses)).toBe(HOUR);
    expect(elapsed(time, MON, at('2026-10-20T11:30'), pauses)).toBe(3 * HOUR);
    expect(elapsed(time, MON, MON - HOUR, pauses)).toBe(0);
  });

  it('that end before they begin are refused', () => {
    expect(() => mergePauses([pause('2026-10-12T12:00', '2026-10-12T11:00')])).toThrow(RangeError);
  });

  const instants = fc.integer({ min: at('2024-02-01T00:00'), max: at('2026-06-01T00:00') });
  const pausesOf = (start: number) =>
    fc.array(
      fc
        .tuple(fc.integer({ min: -20 * HOUR, max: 400 * HOUR }), fc.integer({ min: 0, max: 90 * HOUR }))
        .map(([after, length]) => ({ from: start + after, to: start + after + length })),
      { maxLength: 6 },
    );
  const clock = instants.chain((start) =>
    fc.record({
      start: fc.constant(start),
      pauses: pausesOf(start),
      ms: fc.integer({ min: 1, max: 100 * HOUR }),
    }),
  );

  it('the time elapsed until the due instant is the amount, to the millisecond', () => {
    fc.assert(
      fc.property(clock, ({ start, pauses, ms }) => {
        const answer = dueAfter(time, start, ms, pauses);
        if (answer.state !== 'running') throw new Error('no pause is open');
        expect(elapsed(time, start, answer.dueAt, pauses)).toBe(ms);
        expect(elapsed(time, start, answer.dueAt - 1, pauses)).toBe(ms - 1);
      }),
    );
  });

  it('a pause wholly in closed time changes nothing', () => {
    fc.assert(
      fc.property(clock, fc.nat(200), ({ start, pauses, ms }, n) => {
        const closed = time.stretches(start, start + 60 * 24 * HOUR).filter(({ open }) => !open);
        const { from, to } = closed[n % closed.length]!;
        expect(dueAfter(time, start, ms, [...pauses, { from, to }])).toEqual(
          dueAfter(time, start, ms, pauses),
        );
      }),
    );
  });

  it('resuming with what remained gives the due instant of the whole history', () => {
    fc.assert(
      fc.property(clock, fc.nat(300 * HOUR), fc.nat(90 * HOUR), ({ start, ms }, after, length) => {
        const from = start + after;
        const open = dueAfter(time, start, ms, [{ from }]);
        const whole = dueAfter(time, start, ms, [{ from, to: from + length }]);
        if (open.state === 'running') expect(whole).toEqual(open);
        else expect(whole).toEqual({ state: 'running', dueAt: time.add(from + length, open.remaining) });
      }),
    );
  });
});

describe('pauses of a term in working days', () => {
  const term = (pauses: Pause[], n = 3) =>
    dueAfterWorkingDays(time, at('2026-10-12T15:00'), n, pauses, { ends: 'closing' });
  it.each([
    ['none', [], '2026-10-15T18:00'],
    ['part of two days', [pause('2026-10-13T12:00', '2026-10-14T12:00')], '2026-10-15T18:00'],
    ['one whole day', [pause('2026-10-13T00:00', '2026-10-14T00:00')], '2026-10-16T18:00'],
    ['whole days at both edges', [pause('2026-10-12T16:00', '2026-10-15T09:00')], '2026-10-19T18:00'],
    ['the day of receipt', [pause('2026-10-12T00:00', '2026-10-13T00:00')], '2026-10-15T18:00'],
    ['a weekend', [pause('2026-10-16T19:00', '2026-10-19T09:00')], '2026-10-15T18:00'],
    [
      'halves that touch make a day',
      [pause('2026-10-12T20:00', '2026-10-13T12:00'), pause('2026-10-13T12:00', '2026-10-14T12:00')],
      '2026-10-16T18:00',
    ],
  ])('%s', (_, pauses, expected) => {
    expect(term(pauses)).toEqual(due(expected));
  });
  it('leave the days that the pause has not touched while it is open', () => {
    expect(term([pause('2026-10-13T12:00')])).toMatchObject({ state: 'paused', remaining: 2 });
    expect(term([pause('2026-10-13T00:00')])).toMatchObject({ remaining: 3 });
    expect(term([pause('2026-10-12T16:00')])).toMatchObject({ remaining: 3 });
    expect(term([pause('2026-10-13T00:00', '2026-10-14T00:00'), pause('2026-10-14T12:00')])).toMatchObject({
      remaining: 2,
    });
  });
  it('moves the date by exactly the whole working days inside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-02-01T00:00'), max: at('2026-06-01T00:00') }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(20 * 24 * HOUR),
        fc.nat(20 * 24 * HOUR),
        (received, n, after, length) => {
          const options = { ends: 'midnight' } as const;
          const from = received + after;
          const answer = dueAfterWorkingDays(time, received, n, [{ from, to: from + length }], options);
          const began = from < time.workingDay(received, n, options);
          const dayOne = time.endOfDay(received);
          const lost = began ? time.wholeWorkingDays(Math.max(from, dayOne), from + length) : 0;
          expect(answer).toEqual({ state: 'running', dueAt: time.workingDay(received, n + lost, options) });
        },
      ),
    );
  });
});
