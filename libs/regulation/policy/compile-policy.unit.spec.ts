import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { builtInCalendars, localDateTime, parseInstant, type WorkingTime } from '#working-time';
import { type Schedule } from '../document/schedule.js';
import { sampleRegulation } from '../samples/sample.js';
import { isWithin } from '../validation/week.js';
import { possibleTraits } from './applicability.js';
import { compilePolicy } from './compile-policy.js';
import { type TicketTraits } from './policy.js';
import { suppliedFields } from './required-fields.js';
import { WorkingTimes } from './working-times.js';

const { ru, it: italy } = builtInCalendars;
const policy = (desk: string) => compilePolicy(sampleRegulation(desk), ru);
const vendor = policy('equipment-vendor');
const software = policy('catalogue-software');
const provider = policy('internet-provider');
const distributor = policy('equipment-distributor');
const telecom = policy('telecom-software');

const codes = (p: typeof vendor, traits: TicketTraits) => p.targetsFor(traits).map(({ code }) => code);
const open = (time: WorkingTime, local: string) => time.isOpen(parseInstant(`${local}+03:00`));

describe('targets', () => {
  const fault: TicketTraits = {
    priority: 'level-1',
    tariff: 'base',
    serviceKind: 'fault',
    channel: 'account',
  };

  it('are the first that apply, one for each metric and party', () => {
    expect(codes(vendor, fault)).toEqual(['reaction-level-1', 'resolution-level-1', 'developers-answer']);
    expect(
      codes(vendor, { ...fault, priority: 'level-3', serviceKind: 'planned-work', tariff: 'premium' }),
    ).toEqual(['reaction-level-3', 'developers-answer']);
  });

  it('the order of the document decides between two that apply', () => {
    const document = sampleRegulation('equipment-vendor');
    document.targets.unshift({
      ...document.targets[0]!,
      code: 'premium-first',
      applies: { tariffs: ['premium'] },
    });
    const changed = compilePolicy(document, ru);
    expect(codes(changed, { ...fault, tariff: 'premium' })[0]).toBe('premium-first');
    expect(codes(changed, fault)[0]).toBe('reaction-level-1');
    // A rule for tariffs says nothing about a ticket without one.
    expect(codes(changed, { ...fault, tariff: undefined })[0]).toBe('reaction-level-1');
  });

  it('every possible ticket has at most one target of a metric and party, and asking twice gives the same', () => {
    for (const p of [vendor, software, provider, distributor, telecom])
      for (const traits of possibleTraits(p.regulation)) {
        const targets = p.targetsFor(traits);
        const lines = targets.map(({ metric, party }) => `${metric} ${party}`);
        expect(new Set(lines).size).toBe(lines.length);
        expect(p.targetsFor(traits)).toBe(targets);
      }
  });

  it('R-P01 Premium runs around the clock, the other packages in business hours', () => {
    const [target] = vendor.targetsFor(fault);
    const night = '2026-11-22T03:00';
    expect(open(vendor.scheduleFor(target!, { tariff: 'premium' }), night)).toBe(true);
    for (const tariff of ['base', 'extended'])
      expect(open(vendor.scheduleFor(target!, { tariff }), night)).toBe(false);
    expect(() => vendor.scheduleFor(target!, {})).toThrow(RangeError);
  });

  it('R-C07 the reaction to highly critical requests runs around the clock, to others in working time', () => {
    const of = (priority: string) => {
      const traits: TicketTraits = { priority, serviceKind: 'errors', channel: 'email' };
      return software.scheduleFor(software.targetsFor(traits)[0]!, traits);
    };
    expect(open(of('highly-critical'), '2026-11-22T03:00')).toBe(true);
    expect(open(of('normal'), '2026-11-22T03:00')).toBe(false);
    expect(open(of('normal'), '2026-11-23T10:00')).toBe(true);
  });

  it('R-C06 five working days are expected, ten the limit, due at closing time', () => {
    const handling = software.target('handling')!;
    const time = software.workingTime('business');
    const received = parseInstant('2026-10-12T15:00+03:00');
    const due = (days: number) =>
      localDateTime(time.workingDay(received, days, { ends: handling.dayEnds! }), software.zone).slice(0, 16);
    expect(due(handling.expected!.value)).toBe('2026-10-19T18:00');
    expect(due(handling.limit.value)).toBe('2026-10-26T18:00');
  });

  it('R-I03 a help-desk question is reacted to within one working day', () => {
    const traits: TicketTraits = { priority: 'normal', serviceKind: 'question', channel: 'account' };
    const [target] = provider.targetsFor(traits);
    expect([target!.code, target!.limit]).toEqual(['help-desk-reaction', { value: 1, unit: 'working-days' }]);
    const time = provider.scheduleFor(target!, traits);
    const due = time.workingDay(parseInstant('2026-11-20T12:00+03:00'), 1, { ends: 'closing' });
    expect(localDateTime(due, provider.zone)).toBe('2026-11-23T18:00:00+03:00');
  });

  it('R-D03 the levels of complexity differ in reaction time', () => {
    const limits = distributor.regulation.priorities.map(
      ({ code }) =>
        distributor.targetsFor({ priority: code, serviceKind: 'setup', channel: 'email' })[0]!.limit.value,
    );
    expect(new Set(limits).size).toBe(3);
  });
});

describe('hours', () => {
  it('R-D01 calls are taken Mon–Fri 07:00–18:00 Moscow time by the production calendar', () => {
    const calls = distributor.workingTime('calls');
    expect(open(calls, '2026-11-23T07:00')).toBe(true);
    expect(open(calls, '2026-11-23T06:59')).toBe(false);
    expect(open(calls, '2026-11-23T18:00')).toBe(false);
    expect(open(calls, '2026-05-01T12:00')).toBe(false);
  });

  it('R-I02 visits have hours of their own within those of the service', () => {
    expect(open(provider.workingTime('visits'), '2026-11-23T10:15')).toBe(false);
    expect(open(provider.workingTime('support'), '2026-11-23T10:15')).toBe(true);
    const { schedules } = provider.regulation;
    expect(isWithin(schedules.visits!, schedules.support!)).toBe(true);
    expect(isWithin(schedules.support!, schedules.visits!)).toBe(false);
  });

  const minutes = fc.integer({ min: 0, max: 95 }).map((quarter) => quarter * 15);
  const clock = (m: number) =>
    `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
  const schedule = fc
    .record({
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      hours: fc.tuple(minutes, minutes).filter(([from, to]) => from !== to),
    })
    .map(({ days, hours: [from, to] }): Schedule => ({
      weekly: [{ days, from: clock(from), to: clock(to) }],
      followsHolidays: false,
      opensOnWorkingWeekends: false,
      shortensPreHolidays: false,
    }));

  it('one schedule lies within another exactly when no quarter of a plain week is open in it alone', () => {
    const times = new WorkingTimes();
    const rule = { zone: 'Europe/Moscow', beyondCalendar: 'refuse' } as const;
    const monday = parseInstant('2026-09-14T00:00+03:00');
    fc.assert(
      fc.property(schedule, schedule, (inner, outer) => {
        const [a, b] = [times.get(inner, ru, rule), times.get(outer, ru, rule)];
        const quarters = Array.from({ length: 7 * 96 }, (_, i) => monday + i * 15 * 60_000);
        expect(isWithin(inner, outer)).toBe(quarters.every((at) => !a.isOpen(at) || b.isOpen(at)));
      }),
      { numRuns: 40 },
    );
  });

  it('are compiled once for the same hours, calendar and zone, whatever is said about their origin', () => {
    const times = new WorkingTimes();
    const rule = { zone: 'Europe/Moscow', beyondCalendar: 'refuse' } as const;
    const { support } = provider.regulation.schedules;
    const first = times.get(support!, ru, rule);
    expect(times.get({ ...support!, source: 'elsewhere', assumed: true }, ru, rule)).toBe(first);
    expect(times.get(support!, ru, { ...rule, zone: 'Asia/Omsk' })).not.toBe(first);
    // A draft of the same number must not lend its days to the published calendar.
    expect(times.get(support!, structuredClone(ru), rule)).not.toBe(first);
  });

  it('of an unknown name, or over another calendar, are refused', () => {
    expect(() => provider.workingTime('nights')).toThrow(RangeError);
    expect(() => compilePolicy(sampleRegulation('internet-provider'), italy)).toThrow(RangeError);
  });
});

describe('queue', () => {
  it('R-D03 stands in order of arrival whatever the level', () => {
    const ranks = distributor.regulation.priorities.map(({ code }) => distributor.queueClassFor(code));
    expect(new Set(ranks.map((c) => JSON.stringify(c)))).toEqual(
      new Set([JSON.stringify({ rank: 0, outOfTurn: false, reason: 'arrival' })]),
    );
  });

  it('R-C09 highly critical requests go out of turn on one of the two grounds', () => {
    expect(software.queueClassFor('highly-critical', 'account-access')).toEqual({
      rank: 1,
      outOfTurn: true,
      reason: 'account-access',
    });
    expect(software.outOfTurnRefusal('normal', 'account-access')).toBe('out-of-turn-priority');
    expect(software.outOfTurnRefusal('highly-critical', 'impatience')).toBe('out-of-turn-ground');
    expect(provider.outOfTurnRefusal('urgent', 'account-access')).toBe('out-of-turn-not-allowed');
    expect(software.queueClassFor('normal', 'account-access').outOfTurn).toBe(false);
  });

  it('a priority that the regulation lost stands last, not first', () => {
    expect(provider.queueClassFor('gone').rank).toBe(3);
  });
});

describe('required fields', () => {
  const phone = {
    priority: 'level-1',
    tariff: 'base',
    serviceKind: 'fault',
    channel: 'phone',
    when: 'opening',
  } as const;
  const missing = (how: 'block' | 'later') =>
    vendor
      .missingFields({ ...phone, supplied: ['text'] })
      .filter((field) => field.policy === how)
      .map(({ field }) => field);

  it('R-P08 by phone e-mail and telephone block, the rest may come later', () => {
    expect(missing('block')).toEqual(['contact-email', 'contact-phone']);
    expect(missing('later')).toEqual([
      'organisation',
      'inn',
      'equipment-serial',
      'site',
      'end-customer',
      'contact-name',
    ]);
    expect(vendor.missingFields({ ...phone, channel: 'account', supplied: ['text'] })).toEqual([]);
  });

  it.each([['monitoring-dumps'], ['screenshots']])(
    'R-T06 a problem needs dumps or screenshots: %s will do',
    (name) => {
      const problem = {
        priority: 'normal',
        serviceKind: 'problem',
        channel: 'email',
        when: 'opening',
      } as const;
      const told = ['organisation', 'contract-number', 'text'];
      expect(telecom.missingFields({ ...problem, supplied: told })).toMatchObject([{ policy: 'pause' }]);
      expect(telecom.missingFields({ ...problem, supplied: [...told, name] })).toEqual([]);
      expect(telecom.missingFields({ ...problem, serviceKind: 'consultation', supplied: told })).toEqual([]);
    },
  );

  it('are asked only at their time', () => {
    const visit = { priority: 'normal', serviceKind: 'visit', channel: 'phone-main', supplied: [] };
    expect(provider.missingFields({ ...visit, when: 'opening' })).toEqual([]);
    expect(provider.missingFields({ ...visit, when: 'booking' })).toHaveLength(6);
  });

  it('are supplied by columns, attributes and what the request says; a blank text supplies nothing', () => {
    expect(
      suppliedFields({
        text: 'it broke',
        subject: '  ',
        contact: { email: 'a@example.org', phone: '' },
        equipment: { serial: 'S1' },
        attributes: { site: 'north', 'end-customer': ' ' },
        supplies: ['inn', 'text'],
      }).sort(),
    ).toEqual(['contact-email', 'equipment-serial', 'inn', 'site', 'text']);
    expect(suppliedFields({})).toEqual([]);
  });
});

describe('lookups', () => {
  it('name what the document holds and nothing else', () => {
    expect(vendor.defaultPriority).toBe('level-2');
    expect(vendor.exclusion('configuring')?.clause).toMatch(/2$/);
    expect(vendor.serviceKind('configuring')).toBeUndefined();
    expect(vendor.priority('level-9')).toBeUndefined();
    expect(vendor.closingReason('solved')?.title.en).toBe('Solved');
    expect(vendor.entitlementFor('phone').map(({ check }) => check)).toEqual(['tariff-package']);
    expect(provider.entitlementFor('phone-main').map(({ check }) => check)).toEqual(['positive-balance']);
    expect(provider.entitlementFor('account')).toEqual([]);
    expect(telecom.silence?.after).toEqual({ value: 10, unit: 'working-days' });
    expect(vendor.silence).toBeUndefined();
  });
});
