import { describe, expect, it } from '@jest/globals';
import { fullDesk } from '../testing/full-desk.js';
import { policyOf } from '../testing/policies.js';
import { CUSTOMER, moscow, OTHER_CUSTOMER, Scenario } from '../testing/scenario.js';
import { type TicketCommand } from './ticket.commands.js';

const ADVANCE: TicketCommand = { type: 'Advance' };
const opened = (time = '2026-11-23 10:00') => {
  const one = fullDesk();
  one.open(time, { priority: 'complexity-2' }, { role: 'engineer' });
  return one;
};

describe('opening', () => {
  it('starts the clocks of the regulation at the receipt, or at the next opening', () => {
    const night = opened('2026-11-21 22:00');
    expect(
      night.of('ClockStarted').map(({ clock, setOffAt, startsAt }) => [clock, setOffAt, startsAt]),
    ).toEqual([
      ['reaction-complexity-2', moscow('2026-11-21 22:00'), moscow('2026-11-23 07:00')],
      ['resolution', moscow('2026-11-21 22:00'), moscow('2026-11-23 07:00')],
    ]);
  });

  it('R-P06 records what the customer proposed, and what staff made of it', () => {
    const one = new Scenario(policyOf('equipment-vendor'), {
      channel: 'account',
      serviceKind: 'fault',
      tariff: 'base',
    });
    one.open('2026-11-23 10:00', { priority: 'level-1' });
    one.at('2026-11-23 10:30', {
      type: 'Prioritize',
      priority: 'level-2',
      reason: 'the service is not affected',
    });
    expect(one.of('PriorityProposed')).toEqual([{ customer: CUSTOMER, priority: 'level-1' }]);
    expect(one.of('Prioritized')).toMatchObject([{ from: 'level-1', to: 'level-2' }]);
    expect(
      one.decide(
        '2026-11-23 10:40',
        { type: 'Prioritize', priority: 'level-1', reason: 'I want' },
        { role: 'customer' },
      ).refusal?.code,
    ).toBe('priority-not-yours-to-set');
  });

  it.each([
    [
      'base',
      '2026-11-21 22:00',
      moscow('2026-11-23 09:00'),
      'off-hours without Premium: at the next opening',
    ],
    [
      'premium',
      '2026-11-21 22:00',
      moscow('2026-11-21 22:00'),
      'off-hours with Premium: at once, to the duty engineer',
    ],
    ['base', '2026-11-23 10:00', moscow('2026-11-23 10:00'), 'in business hours: at once'],
  ])('R-P07 a Level 1 request of tariff %s at %s owes a call: %s (%s)', (tariff, time, dueAt) => {
    const one = new Scenario(policyOf('equipment-vendor'), {
      channel: 'account',
      serviceKind: 'fault',
      tariff,
    });
    one.open(time, { priority: 'level-1' });
    expect(one.of('CallRequired')).toMatchObject([{ dueAt }]);
    expect(one.ticket.awaitsCall).toBe(true);
    // A call that the duty line declines still counts as having informed.
    one.at('2026-11-24 10:00', { type: 'LogCall', channel: 'duty-line', declined: true });
    expect(one.ticket.awaitsCall).toBe(false);
  });

  it('R-T06 is accepted without dumps, and stands until dumps or screenshots come', () => {
    const one = new Scenario(policyOf('telecom-software'), { channel: 'account', serviceKind: 'problem' });
    one.open('2026-11-23 10:00', { organisation: OTHER_CUSTOMER });
    expect(one.ticket.clocks.map(({ run }) => run.kind)).toEqual(['standing', 'standing', 'standing']);
    one.at('2026-11-23 11:00', { type: 'Reply', text: 'wait', channel: 'account' }, { role: 'customer' });
    expect(one.of('CustomerReplied')).toMatchObject([{ completes: false }]);
    one.at(
      '2026-11-23 12:00',
      { type: 'Reply', text: 'here', channel: 'account', supplies: ['screenshots'] },
      { role: 'customer' },
    );
    expect(one.of('CustomerReplied')[1]).toMatchObject({
      completes: true,
      supplies: ['screenshots', 'monitoring-dumps'],
    });
    expect(one.clock('reaction-normal').run).toMatchObject({
      kind: 'running',
      dueAt: moscow('2026-11-24 11:00'),
    });
  });

  it.each([
    [{ channel: 'no-such' }, 'unknown-channel'],
    [{ serviceKind: 'no-such' }, 'unknown-service-kind'],
    [{ priority: 'no-such' }, 'unknown-priority'],
    [{ tariff: 'no-such' }, 'unknown-tariff'],
  ])('refuses %j: %s', (request, code) => {
    const one = fullDesk();
    expect(one.open('2026-11-23 10:00', request).refusal?.code).toBe(code);
    expect(one.events).toEqual([]);
  });

  it('refuses what the desk’s tariffs need and the request lacks', () => {
    const one = new Scenario(policyOf('equipment-vendor'), { channel: 'account', serviceKind: 'fault' });
    expect(one.open('2026-11-23 10:00').refusal?.code).toBe('tariff-needed');
  });
});

describe('time of a fact', () => {
  const call = { type: 'Answer', text: 'By phone', channel: 'hot-line', solution: false } as const;
  const mail = { ...call, channel: 'email' } as const;
  const late = { occurredAt: moscow('2026-11-23 13:50') };

  it('annuls a breach that a fact recorded late shows to be unfounded, where the channel’s clocks stop when things occur', () => {
    const one = opened();
    one.at('2026-11-23 14:01', ADVANCE);
    expect(one.of('SlaBreached')).toMatchObject([{ at: moscow('2026-11-23 14:00') }]);
    one.at('2026-11-23 14:10', call, late);
    expect(one.of('SlaBreachAnnulled')).toMatchObject([
      { ground: 'late-record', breachedAt: moscow('2026-11-23 14:00') },
    ]);
    expect(one.of('SlaMet')).toMatchObject([{ at: moscow('2026-11-23 13:50'), inTime: true }]);
  });

  it('leaves it standing where they stop when things are recorded', () => {
    const one = opened();
    one.at('2026-11-23 14:10', mail, late);
    expect(one.of('SlaBreachAnnulled')).toEqual([]);
    expect(one.of('SlaMet')).toMatchObject([{ at: moscow('2026-11-23 14:10'), inTime: false }]);
  });

  it('lets a breach be annulled by decision, with the reason, and never breaks that promise again', () => {
    const one = opened();
    one.at('2026-11-23 15:00', { type: 'AnnulBreach', clock: 'reaction-complexity-2', reason: 'power cut' });
    expect(one.at('2026-11-23 17:00', ADVANCE).types).toEqual([]);
    one.at('2026-11-23 17:30', mail);
    expect(one.of('SlaMet')).toMatchObject([{ inTime: true }]);
  });

  it('is in time at the due instant itself', () => {
    const one = opened();
    expect(one.at('2026-11-23 14:00', mail).types).toEqual(['SlaWarned', 'Answered', 'SlaMet']);
    expect(one.of('SlaMet')).toMatchObject([{ inTime: true, elapsedMs: 4 * 3600_000 }]);
  });

  it.each([
    ['2026-11-23 13:00', moscow('2026-11-23 13:01'), 'occurred-in-the-future'],
    ['2026-11-23 13:00', moscow('2026-11-23 09:59'), 'occurred-before-opening'],
  ])('at %s refuses what happened at %s: %s', (time, occurredAt, code) => {
    expect(opened().decide(time, call, { occurredAt }).refusal?.code).toBe(code);
  });
});
