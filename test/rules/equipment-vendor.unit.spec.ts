import { describe, expect, it } from '@jest/globals';
import { moscow } from '#tickets/testing';
import { answer, CUSTOMER_ROLE, desk } from './desk.js';

const vendor = (kind = 'fault', tariff = 'premium') => desk('equipment-vendor', 'account', kind, tariff);

describe('equipment-vendor', () => {
  it('R-P06 three levels: the customer proposes, staff may change it, both are recorded', () => {
    const one = vendor();
    expect(one.policy.regulation.priorities.map(({ code }) => code)).toEqual([
      'level-1',
      'level-2',
      'level-3',
    ]);
    one.open('2026-11-23 10:00', { priority: 'level-1' });
    one.at('2026-11-23 10:05', { type: 'ProposePriority', priority: 'level-2' }, CUSTOMER_ROLE);
    one.at('2026-11-23 10:10', { type: 'Prioritize', priority: 'level-3', reason: 'a question' });
    expect(one.of('PriorityProposed').map(({ priority }) => priority)).toEqual(['level-1', 'level-2']);
    expect(one.of('Prioritized')).toMatchObject([{ from: 'level-1', to: 'level-3' }]);
    const wish = { type: 'Prioritize', priority: 'level-1', reason: 'I want' } as const;
    expect(one.decide('2026-11-23 10:20', wish, CUSTOMER_ROLE).refusal?.code).toBe(
      'priority-not-yours-to-set',
    );
  });

  it.each([
    ['premium', '2026-11-21 22:00', 'duty-line', '2026-11-21 22:00'],
    ['base', '2026-11-21 22:00', 'support-line', '2026-11-23 09:00'],
    ['premium', '2026-11-23 10:00', 'support-line', '2026-11-23 10:00'],
  ])('R-P07 a Level 1 request of %s at %s owes a call to %s by %s', (tariff, time, line, dueAt) => {
    const one = vendor('fault', tariff);
    one.open(time, { priority: 'level-1' });
    expect(one.of('CallRequired')).toEqual([{ priority: 'level-1', line, dueAt: moscow(dueAt) }]);
    expect(one.ticket.awaitsCall).toBe(true);
    // The clock runs from the registration, whether the call has come or not.
    expect(one.clock('reaction-level-1')).toMatchObject({ setOffAt: moscow(time), run: { kind: 'running' } });
    one.at('2026-11-24 10:00', { type: 'LogCall', channel: 'duty-line', declined: true });
    expect(one.of('CallLogged')).toMatchObject([{ declined: true, fulfils: true }]);
    expect(one.ticket.awaitsCall).toBe(false);
  });

  it('R-P07 neither other levels nor other duties ask for a call', () => {
    const one = vendor();
    one.open('2026-11-23 10:00', { priority: 'level-2' });
    expect(one.of('CallRequired')).toEqual([]);
    expect(one.ticket.awaitsCall).toBe(false);
  });

  it.each(['acceptance-assistance', 'configuring', 'factory-setup', 'update-installation'])(
    'R-P14 %s is refused with the clause that it falls under',
    (serviceKind) => {
      const one = vendor();
      const { refusal } = one.open('2026-11-23 10:00', { serviceKind });
      expect(refusal).toMatchObject({
        code: 'service-excluded',
        params: { serviceKind, clause: expect.stringMatching(/^Что не входит .*, [1-4]$/) as unknown },
      });
      expect(one.events).toEqual([]);
    },
  );

  it('R-P15 planned work has an agreed date for a deadline, each re-agreement recorded; a consultation needs none', () => {
    const work = vendor('planned-work');
    work.open('2026-11-23 10:00', { priority: 'level-3' });
    const first = moscow('2026-12-10 15:00');
    const second = moscow('2026-12-12 15:00');
    work.at('2026-11-23 11:00', { type: 'AgreeDate', by: first, reason: 'planned' });
    work.at('2026-11-24 11:00', { type: 'AgreeDate', by: second, reason: 'moved' });
    expect(work.of('DateAgreed')).toMatchObject([{ by: first }, { by: second, previous: first }]);
    work.at('2026-12-14 10:00', answer('account', true));
    expect(work.of('SlaBreached').filter(({ clock }) => clock === 'agreed-date')).toMatchObject([
      { at: second },
    ]);

    const question = vendor('consultation');
    question.open('2026-11-23 10:00', { priority: 'level-3' });
    expect(question.ticket.clocks.some(({ metric }) => metric === 'resolution')).toBe(true);
    const agree = { type: 'AgreeDate', by: first, reason: 'x' } as const;
    expect(question.decide('2026-11-23 11:00', agree).refusal?.code).toBe('date-not-agreeable');
  });
});
