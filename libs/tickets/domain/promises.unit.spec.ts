import { describe, expect, it } from '@jest/globals';
import { fullDesk } from '../testing/full-desk.js';
import { policyOf } from '../testing/policies.js';
import { moscow, Scenario } from '../testing/scenario.js';
import { type TicketCommand } from './ticket.commands.js';

const SOLUTION: TicketCommand = { type: 'Answer', text: 'Do this', channel: 'email', solution: true };
const ADVANCE: TicketCommand = { type: 'Advance' };
const opened = (time = '2026-11-23 10:00') => {
  const one = fullDesk();
  one.open(time, { priority: 'complexity-2' }, { role: 'engineer' });
  return one;
};

describe('promises of instants', () => {
  it('R-D08 a forwarded ticket owes the partner news, anew after each, and by the time that was promised', () => {
    const one = opened();
    one.at('2026-11-23 11:00', {
      type: 'ForwardToManufacturer',
      manufacturer: 'Acme',
      defect: 'bug',
      text: 'x',
    });
    expect(one.clock('keep-informed').run).toMatchObject({ dueAt: moscow('2026-11-30 18:00') });
    expect(one.clock('resolution').run.kind).toBe('standing');
    expect(one.clock('manufacturer-answer').run.kind).toBe('running');
    one.at('2026-11-24 11:00', {
      type: 'InformCustomer',
      text: 'soon',
      channel: 'email',
      nextUpdateBy: moscow('2026-11-25 12:00'),
    });
    expect(one.clock('keep-informed').run.kind).toBe('met');
    expect(one.clock('keep-informed#2')).toMatchObject({
      promisedAt: moscow('2026-11-25 12:00'),
      run: { dueAt: moscow('2026-11-25 12:00') },
    });
    one.at('2026-11-25 13:00', ADVANCE);
    expect(one.of('SlaBreached').filter(({ metric }) => metric === 'next-update')).toMatchObject([
      { clock: 'keep-informed#2', at: moscow('2026-11-25 12:00') },
    ]);
    expect(
      one.decide('2026-11-25 13:00', {
        type: 'InformCustomer',
        text: 'x',
        channel: 'email',
        nextUpdateBy: moscow('2026-11-25 12:59'),
      }).refusal?.code,
    ).toBe('promise-in-the-past');
  });

  it('R-P15 an agreed date is the deadline, each re-agreement is recorded', () => {
    const one = new Scenario(policyOf('equipment-vendor'), {
      channel: 'account',
      serviceKind: 'planned-work',
      tariff: 'premium',
    });
    one.open('2026-11-23 10:00', { priority: 'level-3' });
    one.at('2026-11-23 11:00', { type: 'AgreeDate', by: moscow('2026-12-10 15:00'), reason: 'planned' });
    expect(one.clock('agreed-date').run).toMatchObject({ dueAt: moscow('2026-12-10 15:00') });
    one.at('2026-11-24 11:00', { type: 'AgreeDate', by: moscow('2026-12-12 15:00'), reason: 'moved' });
    expect(one.of('DateAgreed')[1]).toMatchObject({
      previous: moscow('2026-12-10 15:00'),
      by: moscow('2026-12-12 15:00'),
    });
    expect(one.of('ClockRetargeted')).toMatchObject([
      {
        cause: 'agreement',
        previous: { dueAt: moscow('2026-12-10 15:00') },
        dueAt: moscow('2026-12-12 15:00'),
      },
    ]);
    one.at('2026-12-14 10:00', SOLUTION);
    expect(one.of('SlaBreached').filter(({ clock }) => clock === 'agreed-date')).toMatchObject([
      { at: moscow('2026-12-12 15:00') },
    ]);
  });

  it('R-I08 an estimate holds to within its tolerance, and a miss is recorded at its own instant', () => {
    const estimate = {
      type: 'GiveEstimate',
      solvedBy: moscow('2026-11-23 15:00'),
      factors: { complexity: 'low' },
    } as const;
    const held = opened();
    held.at('2026-11-23 11:00', estimate);
    held.at('2026-11-23 16:00', SOLUTION);
    expect(held.of('EstimateMet')).toEqual([{ solvedBy: estimate.solvedBy, at: moscow('2026-11-23 16:00') }]);
    const missed = opened();
    missed.at('2026-11-23 11:00', estimate);
    missed.at('2026-11-25 16:00', SOLUTION);
    expect(missed.of('EstimateMissed')).toEqual([
      { solvedBy: estimate.solvedBy, at: moscow('2026-11-23 16:00') },
    ]);
    expect(missed.of('EstimateMet')).toEqual([]);
    expect(opened().decide('2026-11-23 11:00', { ...estimate, factors: {} }).refusal?.code).toBe(
      'estimate-factors-missing',
    );
  });
});
