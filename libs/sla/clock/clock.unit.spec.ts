import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { builtInCalendars, compileWorkingTime, type Pause } from '#working-time';
import { dueOf } from './due.js';
import { elapsedOf, explain } from './explanation.js';
import { promiseOf, remainingOf } from './promise.js';
import { type ClockTerms, isCalendarTime, lateFrom, startOf } from './terms.js';

const HOUR = 3600_000;
const hours = compileWorkingTime({
  schedule: {
    weekly: [{ days: [1, 2, 3, 4, 5], from: '10:00', to: '18:00', breaks: [['13:00', '14:00']] }],
    followsHolidays: true,
    opensOnWorkingWeekends: true,
    shortensPreHolidays: true,
  },
  calendar: builtInCalendars.ru,
  zone: 'Europe/Moscow',
});
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+03:00`);
const START = at('2026-01-12 10:00');
const END = at('2026-10-01 10:00');

const instants = fc.integer({ min: START / 1000, max: END / 1000 }).map((seconds) => seconds * 1000);
const amounts = fc.oneof(
  fc.record({
    value: fc.integer({ min: 1, max: 6000 }),
    unit: fc.constantFrom('working-minutes' as const, 'calendar-minutes' as const),
  }),
  fc.record({
    value: fc.integer({ min: 1, max: 30 }),
    unit: fc.constantFrom('working-days' as const, 'calendar-days' as const),
  }),
);
const termsFrom = fc
  .record({
    receipt: instants,
    amount: amounts,
    dayEnds: fc.constantFrom('closing' as const, 'midnight' as const, undefined),
    rolls: fc.boolean(),
  })
  .map(({ receipt, amount, dayEnds, rolls }): ClockTerms => ({
    startsAt: startOf(receipt, amount.unit, rolls, hours),
    rule: { amount },
    dayEnds,
  }));
/** Pauses in order, as a clock gets them. */
const pausesFrom = (start: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 40 * 60 }), fc.integer({ min: 0, max: 80 * 60 })), {
      maxLength: 5,
    })
    .map((gaps) => {
      let time = start;
      return gaps.map(([gap, length]): Pause & { to: number } => {
        const from = time + gap * 60_000;
        time = from + length * 60_000;
        return { from, to: time };
      });
    });
const clocks = termsFrom.chain((terms) =>
  fc.tuple(fc.constant(terms), pausesFrom(terms.startsAt - 5 * HOUR)),
);

function dueAt(terms: ClockTerms, pauses: readonly Pause[]): number {
  const due = dueOf(terms, pauses, hours);
  if (due.state === 'paused') throw new Error('paused');
  return due.dueAt;
}

describe('a clock', () => {
  it('has counted exactly its amount when it is due', () => {
    fc.assert(
      fc.property(clocks, ([terms, pauses]) => {
        fc.pre('amount' in terms.rule && terms.rule.amount.unit.endsWith('-minutes'));
        const calendarTime = isCalendarTime(terms.rule);
        const until = dueAt(terms, pauses);
        const amount = 'amount' in terms.rule ? terms.rule.amount.value * 60_000 : 0;
        expect(elapsedOf({ startsAt: terms.startsAt, until, pauses, calendarTime }, hours)).toBe(amount);
      }),
    );
  });

  it('is explained by stretches that tile its time; the counted ones sum to what elapsed', () => {
    fc.assert(
      fc.property(clocks, fc.integer({ min: 0, max: 90 * 24 * 60 }), ([terms, pauses], after) => {
        const until = terms.startsAt + after * 60_000;
        const span = { startsAt: terms.startsAt, until, pauses, calendarTime: isCalendarTime(terms.rule) };
        const stretches = explain(span, hours);
        expect(stretches.map(({ from }) => from)).toEqual(
          [terms.startsAt, ...stretches.map(({ to }) => to)].slice(0, stretches.length),
        );
        if (after > 0) expect(stretches.at(-1)?.to).toBe(until);
        const counted = stretches
          .filter(({ kind }) => kind === 'counted')
          .reduce((sum, { from, to }) => sum + to - from, 0);
        expect(elapsedOf(span, hours)).toBe(counted);
      }),
    );
  });

  it('is not moved by a pause in closed time', () => {
    fc.assert(
      fc.property(clocks, instants, ([terms, pauses], night) => {
        fc.pre(
          'amount' in terms.rule && terms.rule.amount.unit === 'working-minutes' && !hours.isOpen(night),
        );
        const to = hours.nextOpening(night);
        const others = pauses.filter((pause) => pause.to <= night || pause.from >= to);
        expect(dueAt(terms, [...others, { from: night, to }])).toBe(dueAt(terms, others));
      }),
    );
  });

  it('is never due earlier for a pause, and comes back to the same when a change of terms is taken back', () => {
    fc.assert(
      fc.property(clocks, amounts, ([terms, pauses], other) => {
        const due = dueAt(terms, pauses);
        expect(due).toBeGreaterThanOrEqual(dueAt(terms, []));
        const there: ClockTerms = { ...terms, rule: { amount: other } };
        expect(dueAt({ ...there, rule: terms.rule }, pauses)).toBe(due);
      }),
    );
  });

  it('promises nothing before the decision', () => {
    fc.assert(
      fc.property(clocks, instants, fc.boolean(), ([terms, pauses], now, warned) => {
        const warnBefore = { value: 60, unit: 'working-minutes' } as const;
        const promise = promiseOf(
          { ...terms, warnBefore, expected: { value: 1, unit: 'working-days' } },
          pauses,
          hours,
          { now, warned },
        );
        for (const told of [promise.dueAt, promise.expectedAt, promise.warnAt])
          if (told !== undefined) expect(told).toBeGreaterThanOrEqual(now);
        if (promise.warnAt !== undefined) expect(promise.warnAt).toBeLessThanOrEqual(promise.dueAt);
      }),
    );
  });

  it('has as much left when it begins to stand as it takes from the resumption on', () => {
    fc.assert(
      fc.property(
        clocks,
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 0, max: 5000 }),
        ([terms, pauses], gap, wait) => {
          fc.pre('amount' in terms.rule && terms.rule.amount.unit === 'working-minutes');
          const from = (pauses.at(-1)?.to ?? terms.startsAt) + gap * 60_000;
          fc.pre(from < dueAt(terms, pauses));
          const left = remainingOf(terms, pauses, hours, from);
          const to = from + wait * 60_000;
          const due = dueAt(terms, [...pauses, { from, to }]);
          expect(left.value).toBe(hours.between(Math.max(to, terms.startsAt), due));
        },
      ),
    );
  });
});

describe('terms', () => {
  const terms = (
    rule: ClockTerms['rule'],
    startsAt: string,
    dayEnds?: ClockTerms['dayEnds'],
  ): ClockTerms => ({ startsAt: at(startsAt), rule, dayEnds });

  it.each([
    [
      '5 to 10 working days: the expected day',
      { value: 5, unit: 'working-days' },
      '2026-10-12 15:00',
      'closing',
      '2026-10-19 18:00',
    ],
    [
      '10 working days',
      { value: 10, unit: 'working-days' },
      '2026-10-12 15:00',
      'closing',
      '2026-10-26 18:00',
    ],
    [
      'one working day',
      { value: 1, unit: 'working-days' },
      '2026-11-20 09:00',
      'closing',
      '2026-11-23 18:00',
    ],
    [
      '14 working days over New Year, till midnight',
      { value: 14, unit: 'working-days' },
      '2025-12-30 12:00',
      'midnight',
      '2026-01-30 00:00',
    ],
    [
      '30 calendar days, till midnight',
      { value: 30, unit: 'calendar-days' },
      '2026-11-20 09:00',
      'midnight',
      '2026-12-21 00:00',
    ],
    [
      '8 working hours',
      { value: 480, unit: 'working-minutes' },
      '2026-11-20 10:00',
      undefined,
      '2026-11-23 11:00',
    ],
    [
      'one hour of any kind',
      { value: 60, unit: 'calendar-minutes' },
      '2026-11-20 23:30',
      undefined,
      '2026-11-21 00:30',
    ],
  ] as const)('%s', (_, amount, start, dayEnds, due) => {
    expect(new Date(dueAt(terms({ amount }, start, dayEnds), [])).toISOString()).toBe(
      new Date(at(due)).toISOString(),
    );
  });

  it('a promised instant is kept to the millisecond, also in closed time, until a pause takes open time', () => {
    const promised = terms({ promisedAt: at('2026-11-23 20:30') }, '2026-11-23 10:00');
    expect(dueAt(promised, [{ from: at('2026-11-23 19:00'), to: at('2026-11-23 20:00') }])).toBe(
      at('2026-11-23 20:30'),
    );
    expect(dueAt(promised, [{ from: at('2026-11-23 11:00'), to: at('2026-11-23 12:00') }])).toBe(
      at('2026-11-24 11:00'),
    );
  });

  it('are late after the due instant, terms till midnight at it', () => {
    const due = at('2026-11-24 00:00');
    expect(lateFrom({}, due)).toBe(due + 1);
    expect(lateFrom({ dayEnds: 'midnight' }, due)).toBe(due);
  });
});
