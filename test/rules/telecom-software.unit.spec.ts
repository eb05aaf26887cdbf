import { describe, expect, it } from '@jest/globals';
import { moscow, OTHER_CUSTOMER } from '#tickets/testing';
import { answer, CUSTOMER_ROLE, desk, reply } from './desk.js';

const opened = (kind = 'problem', supplies = ['monitoring-dumps']) => {
  const one = desk('telecom-software', 'account', kind);
  one.open('2026-11-23 10:00', { organisation: OTHER_CUSTOMER, supplies });
  return one;
};

describe('telecom-software', () => {
  it.each([
    ['problem', 'problem'],
    ['consultation', 'consultation'],
  ])('R-T05 whether it is a %s is recorded', (kind, nature) => {
    const one = opened(kind);
    expect(one.of('Opened')).toMatchObject([{ serviceKind: kind }]);
    expect(one.policy.serviceKind(one.ticket.serviceKind)?.nature).toBe(nature);
  });

  it('R-T06 a problem without dumps is incomplete and stands until dumps or screenshots come; a consultation needs none', () => {
    const one = opened('problem', []);
    expect(one.of('Opened')).toMatchObject([
      { awaitsCustomer: true, missing: ['contract-number', 'monitoring-dumps'] },
    ]);
    expect(new Set(one.ticket.clocks.map(({ run }) => run.kind))).toEqual(new Set(['standing']));
    one.at('2026-11-23 12:00', reply('account', 'screenshots'), CUSTOMER_ROLE);
    expect(one.clock('reaction-normal').run.kind).toBe('running');
    expect(opened('consultation', []).ticket.owed).toEqual({});
  });

  it('R-T09 a direct talk by phone or mail is recorded in the ticket', () => {
    const one = opened();
    one.at('2026-11-23 11:00', { type: 'LogCall', channel: 'hot-line', declined: false });
    one.at('2026-11-23 12:00', answer('email'));
    expect(one.of('CallLogged')).toMatchObject([{ channel: 'hot-line', at: moscow('2026-11-23 11:00') }]);
    expect(one.of('Answered')).toMatchObject([{ channel: 'email', solution: false }]);
  });

  it('R-T12 traces are asked for again and again: the rounds are counted, and the clock is paused meanwhile', () => {
    const one = opened();
    for (const day of ['2026-11-24', '2026-11-25']) {
      one.at(`${day} 10:00`, { type: 'RequestInformation', text: 'New traces, please', items: ['traces'] });
      expect(one.clock('resolution-normal').run).toMatchObject({ kind: 'standing', waitingFor: 'customer' });
      one.at(`${day} 12:00`, reply('account', 'traces'), CUSTOMER_ROLE);
      expect(one.clock('resolution-normal').run.kind).toBe('running');
    }
    expect(one.of('InformationRequested').map(({ round }) => round)).toEqual([1, 2]);
    expect(one.of('CustomerReplied')).toHaveLength(2);
    expect(one.ticket.rounds.information).toBe(2);
  });

  it('R-T13 the customer closes after the answer, not the staff; silence closes after a notice', () => {
    const close = { type: 'Close', reason: 'solved' } as const;
    const one = opened();
    one.at('2026-11-23 12:00', answer('account', true));
    expect(one.decide('2026-11-23 13:00', close).refusal?.code).toBe('closing-not-yours');
    expect(one.decide('2026-11-23 13:00', close, CUSTOMER_ROLE).types).toContain('Closed');
    const { noticeAt, closesAt } = one.of('Answered')[0]!.silence!;
    one.at(moscowOf(noticeAt), { type: 'Advance' });
    expect(one.of('ClosingAnnounced')).toEqual([{ at: noticeAt, closesAt }]);
    one.at(moscowOf(closesAt), { type: 'Advance' });
    expect(one.of('Closed')).toMatchObject([{ by: 'system', reason: 'silence', at: closesAt }]);
  });

  it('R-T14 developers are drawn in at any moment, with the question, and back with the answer', () => {
    const one = opened();
    one.at('2026-11-23 11:00', { type: 'RequestInformation', text: 'Which version?' });
    expect(
      one.at('2026-11-23 11:30', { type: 'EscalateToDevelopers', question: 'A bug?' }).refusal,
    ).toBeUndefined();
    one.at('2026-11-25 11:00', { type: 'RecordDevelopersAnswer', text: 'Yes' });
    expect(one.of('EscalatedToDevelopers')).toMatchObject([{ question: 'A bug?', round: 1 }]);
    expect(one.of('DevelopersAnswered')).toMatchObject([{ text: 'Yes', round: 1 }]);
    expect(one.of('SlaMet').map(({ target }) => target)).toContain('developers-answer');
  });
});

const moscowOf = (instant: string) =>
  new Date(Date.parse(instant) + 3 * 3600_000).toISOString().slice(0, 16).replace('T', ' ');
