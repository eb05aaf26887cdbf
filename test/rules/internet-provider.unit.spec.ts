import { describe, expect, it } from '@jest/globals';
import { moscow } from '#tickets/testing';
import { answer, CUSTOMER_ROLE, desk } from './desk.js';

const provider = (channel = 'account', kind = 'network-problem') => desk('internet-provider', channel, kind);

describe('internet-provider', () => {
  it.each([
    ['2026-11-23 19:30', '2026-11-24 10:00'],
    ['2026-11-21 12:00', '2026-11-23 10:00'],
    ['2026-05-01 12:00', '2026-05-04 10:00'],
    ['2026-11-23 11:00', '2026-11-23 11:00'],
  ])('R-I01 a request of %s is registered at its true time, and its clock starts at %s', (time, startsAt) => {
    const one = provider('phone-main');
    one.open(time);
    expect(one.ticket.receivedAt).toBe(moscow(time));
    expect(one.clock('reaction-normal')).toMatchObject({
      setOffAt: moscow(time),
      startsAt: moscow(startsAt),
    });
  });

  it('R-I01 what the answering machine took down bears the time of the call and not of its hearing', () => {
    const one = provider('phone-main');
    one.open('2026-11-23 10:05', {}, { role: 'operator', occurredAt: moscow('2026-11-22 20:00') });
    expect(one.ticket.receivedAt).toBe(moscow('2026-11-22 20:00'));
    expect(one.clock('reaction-normal').startsAt).toBe(moscow('2026-11-23 10:00'));
  });

  it('R-I03 a help-desk question in the account is reacted to within one working day', () => {
    const one = provider('account', 'question');
    one.open('2026-11-20 12:00');
    expect(one.clock('help-desk-reaction').run).toMatchObject({ dueAt: moscow('2026-11-23 18:00') });
  });

  it.each(['financial-questions', 'service-on-credit', 'payment-tracing'])(
    'R-I04 %s are out of scope and refused with the clause',
    (serviceKind) => {
      expect(provider().open('2026-11-23 10:00', { serviceKind }).refusal).toMatchObject({
        code: 'service-excluded',
        params: { serviceKind, clause: 'Первый абзац' },
      });
    },
  );

  it('R-I07 staff determine the kind of task and put it into the queue by priority; the client does neither', () => {
    const one = provider('phone-main');
    one.open('2026-11-23 10:00', { priority: 'urgent' }, { role: 'administrator' });
    expect(one.of('Opened')).toMatchObject([{ serviceKind: 'network-problem', priority: 'urgent' }]);
    const ranks = one.policy.regulation.priorities.map(({ code }) => one.policy.queueClassFor(code).rank);
    expect(ranks).toEqual([...new Set(ranks)].sort((a, b) => a - b));
    expect(one.ticket.queueClass).toEqual({ rank: ranks[0], outOfTurn: false, reason: 'priority' });
    const wish = { type: 'Prioritize', priority: 'urgent', reason: 'now' } as const;
    expect(one.decide('2026-11-23 11:00', wish, CUSTOMER_ROLE).refusal?.code).toBe(
      'priority-not-yours-to-set',
    );
    expect(provider().open('2026-11-23 10:00', { priority: 'urgent' }).refusal?.code).toBe(
      'priority-not-yours-to-propose',
    );
  });

  it.each([
    ['2026-11-23 16:00', 'EstimateMet', 'EstimateMissed'],
    ['2026-11-23 16:01', 'EstimateMissed', 'EstimateMet'],
  ] as const)('R-I08 a time told as 15:00 holds to within one hour: solved at %s is %s', (time, yes, no) => {
    const one = provider();
    one.open('2026-11-23 10:00');
    one.at('2026-11-23 11:00', { type: 'GiveEstimate', solvedBy: moscow('2026-11-23 15:00') });
    expect(one.of('EstimateGiven')).toMatchObject([{ toleranceMinutes: 60 }]);
    one.at(time, answer('account', true));
    expect([one.of(yes).length, one.of(no).length]).toEqual([1, 0]);
  });
});
