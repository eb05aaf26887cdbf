import { describe, expect, it } from '@jest/globals';
import { moscow } from '#tickets/testing';
import { desk } from './desk.js';

const opened = (priority = 'normal') => {
  const one = desk('catalogue-software', 'email', 'errors');
  one.open('2026-11-23 10:00', { priority });
  return one;
};
const FACTORS = { 'active-requests': '7', criticality: 'high', complexity: 'low', 'hand-over': 'no' };

describe('catalogue-software', () => {
  it('R-C02 only the five kinds of service are given, others refused under the clause', () => {
    const kinds = ['operation', 'errors', 'administration', 'consulting', 'data-processing'];
    for (const serviceKind of kinds) {
      const one = desk('catalogue-software', 'email', serviceKind);
      expect(one.open('2026-11-23 10:00').refusal).toBeUndefined();
    }
    const { policy } = opened();
    expect(policy.regulation.serviceKinds.map(({ code }) => code)).toEqual(kinds);
    const other = desk('catalogue-software', 'email', 'other');
    expect(other.open('2026-11-23 10:00').refusal).toMatchObject({
      code: 'service-excluded',
      params: { clause: '1, второй абзац; 2' },
    });
  });

  it('R-C06 handling is expected in 5 working days and due in 10; for one case another date is agreed and recorded', () => {
    const one = opened();
    expect(one.clock('handling').run).toMatchObject({ dueAt: moscow('2026-12-07 18:00') });
    expect(one.of('ClockStarted').find(({ clock }) => clock === 'handling')).toMatchObject({
      expectedAt: moscow('2026-11-30 18:00'),
    });
    one.at('2026-11-24 10:00', { type: 'AgreeDate', by: moscow('2026-12-21 18:00'), reason: 'a release' });
    expect(one.clock('handling').run).toMatchObject({ dueAt: moscow('2026-12-21 18:00') });
    expect(one.of('DateAgreed')).toHaveLength(1);
  });

  it('R-C07 the clock of a highly critical request runs at night, the one of others does not', () => {
    const at = (priority: string) => {
      const one = desk('catalogue-software', 'email', 'errors');
      one.open('2026-11-21 22:00', { priority });
      return one.clock(`reaction-${priority}`).startsAt;
    };
    expect(at('highly-critical')).toBe(moscow('2026-11-21 22:00'));
    expect(at('normal')).toBe(moscow('2026-11-23 10:00'));
  });

  it('R-C08 an estimate bears all four factors, and is refused without them', () => {
    const one = opened();
    const estimate = { type: 'GiveEstimate', solvedBy: moscow('2026-11-27 15:00') } as const;
    const { complexity: _, ...three } = FACTORS;
    expect(one.decide('2026-11-23 11:00', { ...estimate, factors: three }).refusal).toEqual({
      code: 'estimate-factors-missing',
      params: { factors: 'complexity' },
    });
    one.at('2026-11-23 11:00', { ...estimate, factors: FACTORS });
    expect(one.of('EstimateGiven')).toMatchObject([{ factors: FACTORS }]);
  });

  it('R-C09 staff take a highly critical request out of turn, on a recorded ground; others and other grounds are refused', () => {
    const one = opened('highly-critical');
    const take = (ground: string) => ({ type: 'TakeOutOfTurn', ground }) as const;
    expect(one.decide('2026-11-23 11:00', take('because')).refusal?.code).toBe('out-of-turn-ground');
    const ground = one.policy.regulation.queue.outOfTurn!.grounds[0]!.code;
    one.at('2026-11-23 11:00', take(ground));
    expect(one.of('QueueClassChanged')).toMatchObject([{ to: { outOfTurn: true, reason: ground } }]);
    expect(opened('normal').decide('2026-11-23 11:00', take(ground)).refusal?.code).toBe(
      'out-of-turn-priority',
    );
  });

  it.each(['customer-answer', 'product-update'])(
    'R-C11 the cause of delay %s is recorded with its time',
    (cause) => {
      const one = opened();
      const [from, to] = [moscow('2026-11-24 10:00'), moscow('2026-11-26 10:00')];
      one.at('2026-11-26 11:00', { type: 'RecordDelayCause', cause, from, to });
      expect(one.of('DelayCauseRecorded')).toEqual([{ cause, from, to }]);
      const other = { type: 'RecordDelayCause', cause: 'weather', from, to } as const;
      expect(one.decide('2026-11-26 11:00', other).refusal?.code).toBe('unknown-delay-cause');
    },
  );
});
