import { describe, expect, it } from '@jest/globals';
import { fullDesk } from '../testing/full-desk.js';
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

  it('is announced, then closes the ticket, each at its own instant however late anybody looks', () => {
    const one = silent();
    const outcome = one.at('2027-01-20 10:00', ADVANCE);
    expect(outcome.types).toEqual(['ClosingAnnounced', 'Closed']);
    expect(one.of('ClosingAnnounced')).toEqual([
      { at: moscow('2026-12-02 07:00'), closesAt: moscow('2026-12-07 18:00') },
    ]);
    expect(one.of('Closed')).toEqual([
      { reason: 'solved', by: 'system', withoutResponsibility: false, at: moscow('2026-12-07 18:00') },
    ]);
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
