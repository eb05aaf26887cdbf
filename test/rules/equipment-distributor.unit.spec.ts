import { describe, expect, it } from '@jest/globals';
import { moscow } from '#tickets/testing';
import { CUSTOMER_ROLE, desk, reply } from './desk.js';

const opened = (channel = 'email', kind = 'setup') => {
  const one = desk('equipment-distributor', channel, kind);
  one.open('2026-11-23 10:00');
  return one;
};

describe('equipment-distributor', () => {
  it.each(['hot-line', 'email', 'portal'])(
    'R-D02 a request comes by %s, and that it did is recorded',
    (channel) => {
      expect(opened(channel).of('Opened')).toMatchObject([{ channel }]);
    },
  );

  it('R-D03 stands in the order of arrival whatever its level; the levels differ in reaction time', () => {
    const one = opened();
    const before = one.ticket.queueClass;
    one.at('2026-11-23 11:00', { type: 'Prioritize', priority: 'complexity-3', reason: 'hard' });
    expect(before).toEqual({ rank: 0, outOfTurn: false, reason: 'arrival' });
    expect(one.ticket.queueClass).toEqual(before);
    const limits = one.policy.regulation.targets
      .filter(({ metric }) => metric === 'reaction')
      .map(({ limit }) => limit.value);
    expect(new Set(limits).size).toBe(one.policy.regulation.priorities.length);
  });

  it('R-D04 model and serial number are asked for, a clear question is a must', () => {
    const one = opened();
    expect(one.of('Opened')).toMatchObject([{ missing: ['equipment-model', 'equipment-serial'] }]);
    one.at('2026-11-23 11:00', reply('email', 'equipment-model', 'equipment-serial'), CUSTOMER_ROLE);
    expect(one.ticket.missing).toEqual([]);
    const blank = desk('equipment-distributor', 'email', 'setup').open('2026-11-23 10:00', { text: ' ' });
    expect(blank.refusal).toMatchObject({ code: 'required-fields-missing', params: { fields: 'text' } });
  });

  it('R-D05 photos, logs, permission and consent are asked for and recorded, given or withheld', () => {
    const one = opened();
    one.at('2026-11-23 11:00', { type: 'RequestInformation', text: 'Show me', items: ['photo', 'logs'] });
    expect(one.clock('resolution').run).toMatchObject({ kind: 'standing', waitingFor: 'customer' });
    one.at('2026-11-23 12:00', reply('email', 'photo', 'logs'), CUSTOMER_ROLE);
    one.at('2026-11-23 13:00', { type: 'RecordConsent', kind: 'permission-to-access', given: true });
    one.at('2026-11-23 14:00', { type: 'RecordConsent', kind: 'consent-to-change', given: false });
    expect(one.of('InformationRequested')).toMatchObject([{ items: ['photo', 'logs'] }]);
    expect(one.of('ConsentRecorded')).toMatchObject([
      { kind: 'permission-to-access', given: true },
      { kind: 'consent-to-change', given: false },
    ]);
  });

  it('R-D07 the cause found, the reproduction on a stand and the step-by-step solution are each recorded', () => {
    const one = opened();
    const owed = one.policy.regulation.sections
      .find(({ code }) => code === 'setup')!
      .owed.map(({ code }) => code);
    expect(owed).toEqual(['cause-found', 'reproduced-on-stand', 'step-by-step']);
    for (const kind of owed)
      one.at('2026-11-23 11:00', { type: 'AddNote', text: 'x', visibility: 'public', kind });
    expect(one.of('NoteAdded').map(({ kind }) => kind)).toEqual(owed);
  });

  it.each(['mismatch', 'bug', 'not-working'] as const)(
    'R-D08 a %s is recorded and passed to the manufacturer, and the partner is promised news',
    (defect) => {
      const one = opened('email', 'declared-function-fault');
      one.at('2026-11-23 11:00', { type: 'ForwardToManufacturer', manufacturer: 'ATIX', defect, text: 'x' });
      expect(one.of('ForwardedToManufacturer')).toMatchObject([{ defect, manufacturer: 'ATIX' }]);
      expect(one.clock('keep-informed').run).toMatchObject({ dueAt: moscow('2026-11-30 18:00') });
      one.at('2026-11-24 11:00', { type: 'InformCustomer', text: 'on it', channel: 'email' });
      expect(one.clock('keep-informed').run.kind).toBe('met');
      expect(one.clock('keep-informed#2').run.kind).toBe('running');
    },
  );

  it.each(['setup-to-specification', 'remote-update', 'remote-desktop'])(
    'R-D09 %s is no duty and refused with the clause',
    (serviceKind) => {
      const { refusal } = desk('equipment-distributor', 'email', serviceKind).open('2026-11-23 10:00');
      expect(refusal).toMatchObject({
        code: 'service-excluded',
        params: { clause: expect.stringMatching(/^\d/) as unknown },
      });
    },
  );

  it.each(['wrong-installation', 'wrong-choice', 'incompatibility', 'flashing-error'])(
    'R-D10 closing for %s is told apart as without responsibility',
    (reason) => {
      const one = opened();
      one.at('2026-11-23 11:00', { type: 'Close', reason });
      expect(one.of('Closed')).toMatchObject([{ reason, withoutResponsibility: true }]);
    },
  );

  it('R-D13 remote settings on request are refused under the clause; a change has its consent and reason', () => {
    const { refusal } = desk('equipment-distributor', 'email', 'remote-settings').open('2026-11-23 10:00');
    expect(refusal).toMatchObject({ code: 'service-excluded', params: { clause: '2' } });
    const one = opened();
    const text = 'the port must be mirrored to see the fault';
    one.at('2026-11-23 11:00', { type: 'RecordConsent', kind: 'consent-to-change', given: true, text });
    expect(one.of('ConsentRecorded')).toMatchObject([{ kind: 'consent-to-change', given: true, text }]);
  });

  it('R-D14 an update is refused with a pointer to the catalogue: the partner does it himself', () => {
    const { refusal } = desk('equipment-distributor', 'email', 'remote-update').open('2026-11-23 10:00');
    expect(refusal).toMatchObject({
      code: 'service-excluded',
      params: {
        catalogue: 'firmware',
        'turnTo.en': 'The partner updates himself; tested firmware is in the catalogue.',
        'turnTo.ru': 'Обновление партнёр производит сам; проверенные прошивки лежат в каталоге.',
      },
    });
  });

  it('R-D16 each request falls under one of three sections, and what was supplied is recorded', () => {
    const { regulation } = opened().policy;
    const sections = regulation.sections.map(({ code }) => code);
    expect(sections).toEqual(['general', 'setup', 'faults']);
    for (const { section } of regulation.serviceKinds) expect(sections).toContain(section);
    const one = opened('email', 'documents');
    const supplied = ['recommendation', 'bulletin', 'document'];
    for (const kind of supplied)
      one.at('2026-11-23 11:00', { type: 'AddNote', text: 'x', visibility: 'public', kind });
    expect(one.of('NoteAdded').map(({ kind }) => kind)).toEqual(supplied);
  });
});
