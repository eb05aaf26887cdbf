import { describe, expect, it } from '@jest/globals';
import { explainClock } from '#tickets';
import { moscow, policyOf } from '#tickets/testing';
import { answer, CUSTOMER_ROLE, desk, reply } from './desk.js';

describe('all desks', () => {
  it('R-A02 the order is the regulation’s: priority then arrival, arrival alone, out of turn where allowed, each with its reason', () => {
    const order = (name: string) => {
      const policy = policyOf(name);
      return new Set(policy.regulation.priorities.map(({ code }) => policy.queueClassFor(code).reason));
    };
    for (const name of ['equipment-vendor', 'telecom-software', 'catalogue-software', 'internet-provider'])
      expect(order(name)).toEqual(new Set(['priority']));
    expect(order('equipment-distributor')).toEqual(new Set(['arrival']));
    const one = desk('catalogue-software', 'email', 'errors');
    one.open('2026-11-23 10:00', { priority: 'highly-critical' });
    one.at('2026-11-23 11:00', { type: 'TakeOutOfTurn', ground: 'account-access' });
    one.at('2026-11-23 12:00', { type: 'PutBackInTurn', reason: 'restored' });
    expect(one.of('QueueClassChanged')).toMatchObject([
      { from: { outOfTurn: false }, to: { outOfTurn: true, reason: 'account-access' } },
      { from: { outOfTurn: true }, to: { outOfTurn: false }, reason: 'restored' },
    ]);
  });

  it('R-A03 a clock runs in its interval, pauses while the customer owes, and is explained stretch by stretch', async () => {
    const one = desk('catalogue-software', 'email', 'errors');
    one.open('2026-11-27 16:00');
    one.at('2026-11-27 17:00', { type: 'RequestInformation', text: 'Which version?' });
    one.at('2026-11-30 11:00', reply('email'), CUSTOMER_ROLE);
    one.at('2026-11-30 12:00', answer('email', true));
    const policy = policyOf('catalogue-software');
    const explained = await explainClock(one.events, 'handling', moscow('2026-12-01 00:00'), {
      current: async () => policy,
      policy: async () => policy,
    });
    expect(explained?.stretches.map(({ from, to, kind }) => [from, to, kind])).toEqual([
      [moscow('2026-11-27 16:00'), moscow('2026-11-27 17:00'), 'counted'],
      [moscow('2026-11-27 17:00'), moscow('2026-11-27 18:00'), 'paused'],
      [moscow('2026-11-27 18:00'), moscow('2026-11-28 00:00'), 'closed'],
      [moscow('2026-11-28 00:00'), moscow('2026-11-30 00:00'), 'closed'],
      [moscow('2026-11-30 00:00'), moscow('2026-11-30 10:00'), 'closed'],
      [moscow('2026-11-30 10:00'), moscow('2026-11-30 11:00'), 'paused'],
      [moscow('2026-11-30 11:00'), moscow('2026-11-30 12:00'), 'counted'],
    ]);
    expect(explained?.elapsedMs).toBe(2 * 3600_000);
  });

  it('R-A03 the manufacturer’s time pauses only where the regulation says so', () => {
    const one = desk('equipment-distributor', 'email', 'declared-function-fault');
    one.open('2026-11-23 10:00');
    one.at('2026-11-23 11:00', {
      type: 'ForwardToManufacturer',
      manufacturer: 'X',
      defect: 'bug',
      text: 'x',
    });
    expect(one.clock('resolution').run).toMatchObject({ kind: 'standing', waitingFor: 'manufacturer' });
    expect(one.clock('keep-informed').run.kind).toBe('running');
  });

  it('R-A05 a ticket keeps the version that it was opened under, until a publication moves it; the moved promise is recorded', () => {
    const one = desk('catalogue-software', 'email', 'errors');
    one.open('2026-11-23 10:00');
    const adopt = policyOf('catalogue-software', (regulation) => ({
      ...regulation,
      version: regulation.version + 1,
      targets: regulation.targets.map((target) =>
        target.code === 'handling' ? { ...target, limit: { value: 8, unit: 'working-days' } } : target,
      ),
    }));
    one.at('2026-11-24 10:00', answer('email'));
    expect(one.ticket.regulationVersion).toBe(1);
    const dueAt = moscow('2026-12-07 18:00');
    expect(one.clock('handling').run).toMatchObject({ dueAt });
    one.at('2026-11-24 11:00', { type: 'AdoptRegulation', reason: 'a new edition' }, { adopt });
    expect(one.of('RegulationAdopted')).toMatchObject([
      { regulationVersion: 2, previous: { regulationVersion: 1 }, reason: 'a new edition' },
    ]);
    expect(one.of('ClockRetargeted')).toMatchObject([
      { clock: 'handling', cause: 'regulation', previous: { dueAt }, dueAt: moscow('2026-12-03 18:00') },
    ]);
  });
});
