import { describe, expect, it } from '@jest/globals';
import { fullDesk } from '../testing/full-desk.js';
import { policyOf } from '../testing/policies.js';
import { moscow } from '../testing/scenario.js';
import { type TicketCommand } from './ticket.commands.js';

const SOLUTION: TicketCommand = { type: 'Answer', text: 'Do this', channel: 'email', solution: true };
const ADVANCE: TicketCommand = { type: 'Advance' };
const opened = (time = '2026-11-23 10:00') => {
  const one = fullDesk();
  one.open(time, { priority: 'complexity-2' }, { role: 'engineer' });
  return one;
};

describe('silence after a solution (R-T13)', () => {
  const silent = () => {
    const one = opened();
    one.at('2026-11-23 11:00', SOLUTION);
    return one;
  };

  it('is announced, then closes the ticket, each at its own instant', () => {
    const one = silent();
    expect(one.at('2026-12-02 07:00', ADVANCE).types).toEqual(['ClosingAnnounced']);
    expect(one.at('2027-01-20 10:00', ADVANCE).types).toEqual(['Closed']);
    expect(one.of('ClosingAnnounced')).toEqual([
      { at: moscow('2026-12-02 07:00'), closesAt: moscow('2026-12-07 18:00') },
    ]);
    expect(one.of('Closed')).toEqual([
      { reason: 'solved', by: 'system', withoutResponsibility: false, at: moscow('2026-12-07 18:00') },
    ]);
  });

  it('is announced late without moving the close while the whole notice still fits before it', () => {
    const one = silent();
    one.at('2026-12-02 17:59', ADVANCE);
    expect(one.of('ClosingAnnounced')).toEqual([
      { at: moscow('2026-12-02 07:00'), closesAt: moscow('2026-12-07 18:00') },
    ]);
  });

  it.each([
    ['2026-12-03 07:00', '2026-12-08 18:00'],
    ['2027-01-20 10:00', '2027-01-25 18:00'],
  ])('announced only at %s, closes the ticket the whole notice later: %s', (time, closesAt) => {
    const one = silent();
    expect(one.at(time, ADVANCE).types).toEqual(['ClosingAnnounced']);
    expect(one.of('ClosingAnnounced')).toEqual([{ at: moscow(time), closesAt: moscow(closesAt) }]);
    expect(one.at(closesAt, ADVANCE).types).toEqual(['Closed']);
    expect(one.of('Closed')).toMatchObject([{ at: moscow(closesAt), by: 'system' }]);
  });

  it('leaves the customer the time to answer a late notice', () => {
    const one = silent();
    one.at('2027-01-20 10:00', ADVANCE);
    one.at('2027-01-21 10:00', { type: 'Reply', text: 'Not solved', channel: 'email' }, { role: 'customer' });
    expect(one.at('2027-03-01 10:00', ADVANCE).types).not.toContain('Closed');
  });

  it('holds to what was said with the answer after the desk stopped closing by silence', () => {
    const one = silent();
    const { silence: _, ...closing } = one.policy.regulation.closing;
    one.policy = policyOf('equipment-distributor', (regulation) => ({ ...regulation, closing }));
    one.at('2027-01-20 10:00', ADVANCE);
    const [{ at, closesAt } = { at: '', closesAt: '' }] = one.of('ClosingAnnounced');
    expect(Date.parse(closesAt) - Date.parse(at)).toBe(
      Date.parse(moscow('2026-12-07 18:00')) - Date.parse(moscow('2026-12-02 07:00')),
    );
  });

  it.each([
    [{ type: 'Reply', text: 'No', channel: 'email' }],
    [{ type: 'RequestInformation', text: 'Did it?' }],
    [{ type: 'EscalateToDevelopers', question: 'Why?' }],
  ] as [TicketCommand][])('is called off by %j', (command) => {
    const one = silent();
    one.at('2026-12-03 11:00', command);
    one.at('2027-01-20 10:00', ADVANCE);
    expect(one.of('Closed')).toEqual([]);
  });
});
