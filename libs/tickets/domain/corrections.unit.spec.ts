import { describe, expect, it } from '@jest/globals';
import { fullDesk } from '../testing/full-desk.js';
import { moscow, OTHER_CUSTOMER, TICKET } from '../testing/scenario.js';
import { type TicketCommand } from './ticket.commands.js';

const SOLUTION: TicketCommand = { type: 'Answer', text: 'Do this', channel: 'email', solution: true };
const ADVANCE: TicketCommand = { type: 'Advance' };
const opened = (time = '2026-11-23 10:00') => {
  const one = fullDesk();
  one.open(time, { priority: 'complexity-2' }, { role: 'engineer' });
  return one;
};

describe('corrections', () => {
  it('a wrong close is as though it had not been: the time in between counts', () => {
    const one = opened();
    one.at('2026-11-23 11:00', { type: 'Close', reason: 'withdrawn' });
    one.at('2026-11-23 13:00', { type: 'CorrectClose', reason: 'wrong ticket' });
    expect(one.clock('reaction-complexity-2').run).toMatchObject({
      kind: 'running',
      dueAt: moscow('2026-11-23 14:00'),
    });
    one.at('2026-11-23 13:30', { ...SOLUTION, solution: false });
    expect(one.of('SlaMet').at(-1)).toMatchObject({
      clock: 'reaction-complexity-2',
      elapsedMs: 3.5 * 3600_000,
    });
  });

  const told = {
    type: 'GiveEstimate',
    solvedBy: moscow('2026-11-23 15:00'),
    factors: { complexity: 'low' },
  } as const;
  it.each([
    [{ type: 'Close', reason: 'withdrawn' }, ['CloseCorrected', 'EstimateReinstated']],
    [{ type: 'MarkAsDuplicate', of: TICKET, ofNumber: 'HD-26000002-Y' }, ['CloseCorrected']],
  ] as [TicketCommand, string[]][])(
    '%j by mistake leaves the estimate to be held or missed',
    (close, types) => {
      const one = opened();
      one.at('2026-11-23 10:30', told);
      const { estimate } = one.ticket;
      one.at('2026-11-23 11:00', close);
      const correction = one.at('2026-11-23 13:00', { type: 'CorrectClose', reason: 'wrong ticket' });
      expect(correction.types.filter((type) => !type.startsWith('Clock'))).toEqual(types);
      expect(one.ticket.estimate).toEqual(estimate);
      one.at('2026-11-25 10:00', ADVANCE);
      expect(one.of('EstimateMissed')).toEqual([{ solvedBy: told.solvedBy, at: moscow('2026-11-23 16:00') }]);
    },
  );

  it('a wrong close brings back no estimate that the solution had met before it', () => {
    const one = opened();
    one.at('2026-11-23 10:30', told);
    one.at('2026-11-23 11:00', SOLUTION);
    one.at('2026-11-23 12:00', { type: 'Close', reason: 'solved' });
    one.at('2026-11-23 13:00', { type: 'CorrectClose', reason: 'wrong ticket' });
    expect(one.of('EstimateReinstated')).toEqual([]);
    expect(one.ticket.estimate).toBeUndefined();
  });

  it('a wrong customer is corrected, and later facts bear the right one', () => {
    const one = opened();
    one.at('2026-11-23 11:00', { type: 'CorrectCustomer', to: OTHER_CUSTOMER, reason: 'same surname' });
    one.at('2026-11-23 15:00', SOLUTION);
    expect(one.of('Answered')).toMatchObject([{ customer: OTHER_CUSTOMER }]);
    expect(one.of('SlaBreached')).toMatchObject([{ customer: OTHER_CUSTOMER }]);
  });

  it('R-D10 closing without responsibility is told apart', () => {
    const one = opened();
    one.at('2026-11-23 11:00', { type: 'Close', reason: 'flashing-error' });
    expect(one.of('Closed')).toMatchObject([{ withoutResponsibility: true, by: 'staff' }]);
    expect(
      opened().decide('2026-11-23 11:00', { type: 'Close', reason: 'flashing-error' }, { role: 'customer' })
        .refusal?.code,
    ).toBe('closing-reason-not-yours');
  });
});
