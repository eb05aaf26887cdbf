import { describe, expect, it } from '@jest/globals';
import { type Regulation, type SlaTarget } from '#regulation';
import { fullDesk } from '../testing/full-desk.js';
import { policyOf } from '../testing/policies.js';
import { moscow, Scenario } from '../testing/scenario.js';
import { type TicketCommand } from './ticket.commands.js';

const SOLUTION = { type: 'Answer', text: 'Do this', channel: 'email', solution: true } as const;
const REPLY = { type: 'Reply', text: 'It does not help', channel: 'email' } as const;
const HOUR = 3600_000;

const resolution = (rule: Partial<SlaTarget>) => (regulation: Regulation) => ({
  ...regulation,
  targets: regulation.targets.map((target) =>
    target.code === 'resolution' ? { ...target, ...rule } : target,
  ),
});
const HOURS = { limit: { value: 1200, unit: 'working-minutes' } } as const;

/** Opened at 10:00 on a working day of 07:00–18:00, solved at 12:00. */
function solved(rule: Partial<SlaTarget> = HOURS): Scenario {
  const one = fullDesk(resolution(rule));
  one.open('2026-11-23 10:00', { priority: 'complexity-2' }, { role: 'engineer' });
  one.at('2026-11-23 12:00', SOLUTION);
  return one;
}

describe('a solution that turns out to be none', () => {
  it('takes up the clocks that only it met: the time until the reply was the customer’s', () => {
    const one = solved();
    const outcome = one.at('2026-11-24 09:00', REPLY, { role: 'customer' });
    expect(outcome.types).toEqual(['CustomerReplied', 'ClockResumed']);
    // 20 working hours: two until the solution, eighteen from the reply on.
    expect(one.of('ClockResumed')).toMatchObject([
      { clock: 'resolution', dueAt: moscow('2026-11-25 16:00') },
    ]);
    expect(one.clock('resolution').pauses).toEqual([
      { from: moscow('2026-11-23 12:00'), to: moscow('2026-11-24 09:00'), waitingFor: 'customer' },
    ]);
    // The first answer was an answer all the same.
    expect(one.clock('reaction-complexity-2').run.kind).toBe('met');
    one.at('2026-11-24 10:00', SOLUTION);
    expect(one.of('SlaMet').at(-1)).toMatchObject({ clock: 'resolution', elapsedMs: 3 * HOUR, inTime: true });
  });

  it('starts them anew where the target says so', () => {
    const one = solved({ ...HOURS, onReopen: 'restart' });
    expect(one.at('2026-11-24 09:00', REPLY).types).toEqual(['CustomerReplied', 'ClockStarted']);
    expect(one.clock('resolution').run.kind).toBe('met');
    expect(one.clock('resolution#2').run).toMatchObject({ dueAt: moscow('2026-11-25 18:00') });
  });

  it('leaves them met where the target says so', () => {
    const one = solved({ ...HOURS, onReopen: 'none' });
    expect(one.at('2026-11-24 09:00', REPLY).types).toEqual(['CustomerReplied']);
    expect(one.clock('resolution').run.kind).toBe('met');
  });

  it.each([
    [{ type: 'RequestInformation', text: 'Did it?' }, 'standing'],
    [{ type: 'Answer', text: 'Wait', channel: 'email', solution: false }, 'running'],
    [{ type: 'EscalateToDevelopers', question: 'Why?' }, 'running'],
    [{ type: 'ForwardToManufacturer', manufacturer: 'Acme', defect: 'bug', text: 'x' }, 'standing'],
  ] as [TicketCommand, string][])('is taken back by %j: the clock is %s', (command, kind) => {
    const one = solved();
    one.at('2026-11-24 09:00', command);
    expect(one.clock('resolution').run.kind).toBe(kind);
    expect(one.ticket.solution).toBeUndefined();
  });

  it.each([
    [{ type: 'AddNote', text: 'x', visibility: 'public' }],
    [{ type: 'Prioritize', priority: 'complexity-1', reason: 'hard' }],
    [SOLUTION],
    [{ type: 'Advance' }],
  ] as [TicketCommand][])('is not shown to be none by %j', (command) => {
    const one = solved();
    one.at('2026-11-24 09:00', command);
    expect(one.of('ClockResumed')).toEqual([]);
    one.at('2026-11-24 10:00', REPLY);
    expect(one.of('ClockResumed')).toMatchObject([{ clock: 'resolution' }]);
  });

  it('keeps the verdict of a breach: the clock only measures on', () => {
    const one = solved({ limit: { value: 60, unit: 'working-minutes' } });
    one.at('2026-11-24 09:00', REPLY);
    expect(one.of('ClockResumed')[0]).not.toHaveProperty('dueAt');
    one.at('2026-11-26 09:00', SOLUTION);
    expect(one.of('SlaBreached').filter(({ clock }) => clock === 'resolution')).toHaveLength(1);
    expect(one.of('SlaMet').at(-1)).toMatchObject({ clock: 'resolution', inTime: false });
  });

  it('does not take up what was met in an earlier life of the ticket', () => {
    const one = solved({ ...HOURS, onReopen: 'none' });
    one.at('2026-11-23 13:00', { type: 'Close', reason: 'solved' });
    one.policy = fullDesk(resolution(HOURS)).policy;
    const reopening = fullDesk(resolution({ ...HOURS, onReopen: 'none' })).policy;
    one.at('2026-11-23 14:00', { type: 'Reopen', reason: 'again' }, { role: 'customer', policy: reopening });
    one.at('2026-11-23 15:00', SOLUTION);
    expect(one.at('2026-11-23 16:00', REPLY).types).toEqual(['CustomerReplied']);
  });

  it('stands again when a wrong close is corrected', () => {
    const one = solved();
    one.at('2026-11-23 13:00', { type: 'Close', reason: 'solved' });
    expect(one.at('2026-11-23 14:00', { type: 'CorrectClose', reason: 'wrong ticket' }).types).toEqual([
      'CloseCorrected',
    ]);
    one.at('2026-11-24 09:00', REPLY);
    expect(one.of('ClockResumed')).toMatchObject([{ dueAt: moscow('2026-11-25 16:00') }]);
  });
});

describe('an agreed date', () => {
  const planned = () => {
    const one = new Scenario(
      policyOf('equipment-vendor', (regulation) => ({
        ...regulation,
        reopening: { within: { value: 10, unit: 'working-days' } },
      })),
      { channel: 'account', serviceKind: 'planned-work', tariff: 'premium' },
    );
    one.open('2026-11-23 10:00', { priority: 'level-3' });
    one.at('2026-11-23 11:00', { type: 'AgreeDate', by: moscow('2026-12-10 15:00'), reason: 'planned' });
    one.at('2026-11-24 11:00', { ...SOLUTION, channel: 'account' });
    return one;
  };

  it('is a promise again when the work turns out not to be done', () => {
    const one = planned();
    one.at('2026-11-25 11:00', { ...REPLY, channel: 'account' }, { role: 'customer' });
    expect(one.clock('agreed-date').run).toMatchObject({ kind: 'running' });
  });

  it('is a promise again when the ticket is reopened', () => {
    const one = planned();
    one.at('2026-11-24 12:00', { type: 'Close', reason: one.policy.regulation.closing.reasons[0]!.code });
    expect(one.at('2026-11-25 11:00', { type: 'Reopen', reason: 'again' }).refusal).toBeUndefined();
    expect(one.clock('agreed-date').run).toMatchObject({ kind: 'running' });
  });
});
