import { describe, expect, it } from '@jest/globals';
import { policyOf } from '../testing/policies.js';
import { moscow, Scenario } from '../testing/scenario.js';

/** The last year of the calendar is 2027, and the regulation allows no draft after it. */
const desk = (tariff: string) =>
  new Scenario(
    policyOf('equipment-vendor', (regulation) => ({ ...regulation, beyondCalendar: 'refuse' })),
    { channel: 'account', serviceKind: 'fault', tariff },
  );
const ANSWER = { type: 'Answer', text: 'So', channel: 'account', solution: true } as const;
const ASK = { type: 'RequestInformation', text: 'Which?' } as const;
const REPLY = { type: 'Reply', text: 'This', channel: 'account' } as const;

describe('a clock around the clock, beyond the years of the calendar', () => {
  it.each([['2027-12-31 23:30'], ['2028-05-09 03:00']])(
    'runs, warns, stands, is met and breached as ever (opened %s)',
    (time) => {
      const one = desk('premium');
      expect(one.open(time, { priority: 'level-2' }).refusal).toBeUndefined();
      for (const clock of one.ticket.clocks) {
        expect(clock.schedule).toBe('always');
        expect(clock.run).toMatchObject({ kind: 'running' });
      }
      expect(one.at('2028-06-01 10:00', ASK).refusal).toBeUndefined();
      expect(one.at('2028-06-02 10:00', REPLY, { role: 'customer' }).refusal).toBeUndefined();
      expect(one.at('2028-07-01 10:00', ANSWER).refusal).toBeUndefined();
      expect(one.of('SlaBreached').map(({ at }) => at)).toEqual(
        one.of('SlaBreached').map(({ dueAt }) => dueAt),
      );
      expect(one.of('SlaBreached')).not.toEqual([]);
    },
  );

  it('promises to the minute, with no draft behind it', () => {
    const one = desk('premium');
    one.open('2027-12-31 23:30', { priority: 'level-2' });
    const { value, unit } = one.policy.target('reaction-level-2')!.limit;
    expect(unit).toBe('working-minutes');
    expect(one.clock('reaction-level-2').run).toMatchObject({
      dueAt: new Date(Date.parse(moscow('2027-12-31 23:30')) + value * 60_000).toISOString(),
    });
  });

  it('is the only one: business hours of an unknown year are refused, and the year is named', () => {
    expect(desk('base').open('2028-05-09 12:00', { priority: 'level-2' }).refusal).toEqual({
      code: 'calendar-year-missing',
      params: { calendar: 'ru', year: 2028 },
    });
  });
});
