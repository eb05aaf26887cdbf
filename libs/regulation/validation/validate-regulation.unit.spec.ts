import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { builtInCalendars, type CalendarDocument } from '#working-time';
import { type Regulation } from '../document/regulation.js';
import { sampleRegulations } from '../samples/index.js';
import { sampleRegulation } from '../samples/sample.js';
import { PROBLEM_CODES, type ProblemCode } from './problem.js';
import { parseRegulation } from './parse-regulation.js';
import { assumedValues } from './validate-origins.js';
import { validateRegulation } from './validate-regulation.js';

const P = 'equipment-vendor';
const T = 'telecom-software';
const C = 'catalogue-software';
const I = 'internet-provider';
const D = 'equipment-distributor';

const calendars: Record<string, CalendarDocument> = builtInCalendars;
const validate = (document: Regulation) => validateRegulation(document, calendars[document.calendar]);

type Weekly = Extract<Regulation['schedules'][string], { weekly: unknown }>;
const weekly = (r: Regulation, name: string) => (r.schedules[name] as Weekly).weekly[0]!;

/** One mistake each: on which desk, what is done to the document, and where it is found. */
const mistakes: readonly [
  Exclude<ProblemCode, 'document-malformed'>,
  string,
  (r: Regulation) => void,
  string,
][] = [
  ['zone-unknown', P, (r) => (r.zone = 'Europe/Moskau'), '/zone'],
  ['calendar-unknown', P, (r) => (r.calendar = 'kz'), '/calendar'],
  ['calendar-year-missing', P, (r) => (r.effectiveFrom = '2019-12-31'), '/effectiveFrom'],
  [
    'reference-unknown',
    P,
    (r) => (r.targets[0]!.applies.priorities = ['level-9']),
    '/targets/0/applies/priorities/0',
  ],
  ['reference-unknown', P, (r) => (r.tariffs[0]!.schedule = 'nights'), '/tariffs/0/schedule'],
  ['reference-unknown', T, (r) => (r.closing.silence!.reason = 'gone'), '/closing/silence/reason'],
  [
    'reference-unknown',
    I,
    (r) => (r.visits!.lateCancellation!.item = '9.9'),
    '/visits/lateCancellation/item',
  ],
  ['reference-unknown', D, (r) => (r.forwarding!.nextUpdate = 'silence'), '/forwarding/nextUpdate'],
  [
    'reference-unknown',
    P,
    (r) => (r.priorities[0]!.callDuty!.line = 'red-line'),
    '/priorities/0/callDuty/line',
  ],
  ['code-repeated', D, (r) => (r.exclusions[0]!.code = 'setup'), '/serviceKinds'],
  ['rank-repeated', P, (r) => (r.priorities[1]!.rank = 1), '/priorities/1/rank'],
  ['default-priority-not-one', P, (r) => (r.priorities[0]!.default = true), '/priorities'],
  ['hours-empty', I, (r) => (weekly(r, 'visits').to = '10:30'), '/schedules/visits/weekly/0'],
  [
    'hours-empty',
    I,
    (r) => (weekly(r, 'visits').breaks = [['10:30', '17:00']]),
    '/schedules/visits/weekly/0',
  ],
  [
    'hours-overlap',
    I,
    (r) => (r.schedules.visits as Weekly).weekly.push({ days: [5, 6], from: '16:00', to: '20:00' }),
    '/schedules/visits/weekly/1',
  ],
  [
    'hours-overlap',
    I,
    // A night shift of Sunday ends on Monday morning: the week is a ring.
    (r) => (r.schedules.visits as Weekly).weekly.push({ days: [7], from: '22:00', to: '11:00' }),
    '/schedules/visits/weekly/1',
  ],
  [
    'break-outside-hours',
    I,
    (r) => (weekly(r, 'visits').breaks = [['17:30', '18:00']]),
    '/schedules/visits/weekly/0/breaks/0',
  ],
  ['schedule-unused', I, (r) => (r.schedules.nights = { always: true }), '/schedules/nights'],
  ['no-channel-opens-tickets', C, (r) => r.channels.forEach((c) => (c.opensTickets = false)), '/channels'],
  ['intake-does-not-cover-service', D, (r) => (r.channels[0]!.service = 'always'), '/channels/0/intake'],
  [
    'tariff-never-usable',
    P,
    (r) => (r.channels = r.channels.map((c) => ({ ...c, tariffs: ['premium'] }))),
    '/tariffs/0',
  ],
  ['tariff-missing-for-schedule', P, (r) => (r.entitlement = []), '/targets/0/schedule'],
  [
    'target-never-applies',
    P,
    (r) => r.targets.unshift({ ...r.targets[0]!, code: 'all', applies: {} }),
    '/targets/1',
  ],
  ['target-never-applies', P, (r) => (r.targets[0]!.applies.channels = ['duty-line']), '/targets/0'],
  ['target-missing-for-priority', P, (r) => r.targets.splice(1, 1), '/priorities/1'],
  [
    'target-missing-for-tariff',
    P,
    (r) => r.targets.forEach((t) => t.metric === 'reaction' && (t.applies.tariffs = ['premium', 'extended'])),
    '/tariffs/0',
  ],
  [
    'expected-beyond-limit',
    C,
    (r) => (r.targets[2]!.expected = { value: 11, unit: 'working-days' }),
    '/targets/2/expected',
  ],
  [
    'warning-not-before-limit',
    P,
    (r) => (r.targets[0]!.warnBefore = { value: 30, unit: 'working-minutes' }),
    '/targets/0/warnBefore',
  ],
  [
    'unit-not-comparable',
    C,
    (r) => (r.targets[2]!.expected = { value: 5, unit: 'calendar-days' }),
    '/targets/2/expected',
  ],
  [
    'unit-not-comparable',
    T,
    (r) => (r.closing.silence!.noticeBefore = { value: 9, unit: 'working-minutes' }),
    '/closing/silence/noticeBefore',
  ],
  ['day-end-missing', C, (r) => delete r.targets[2]!.dayEnds, '/targets/2'],
  ['day-fields-without-days', P, (r) => (r.targets[0]!.dayEnds = 'closing'), '/targets/0'],
  ['clock-pauses-itself', T, (r) => (r.targets[7]!.pausedWhile = ['customer']), '/targets/7/pausedWhile'],
  ['trigger-never-happens', D, (r) => delete r.forwarding, '/targets/4/startedBy/0'],
  ['trigger-never-happens', T, (r) => (r.escalation!.developers = false), '/targets/6/startedBy/0'],
  [
    'trigger-narrowing-never-applies',
    P,
    (r) => (r.targets[0]!.metBy[0]!.visibility = 'public'),
    '/targets/0/metBy/0/visibility',
  ],
  [
    'trigger-narrowing-never-applies',
    P,
    (r) => (r.targets[0]!.metBy[0]!.solution = true),
    '/targets/0/metBy/0/solution',
  ],
  ['queue-order-contradicts', C, (r) => (r.queue.order = ['priority', 'out-of-turn']), '/queue/order'],
  [
    'queue-order-contradicts',
    C,
    (r) => (r.queue.order = ['out-of-turn', 'arrival', 'priority']),
    '/queue/order',
  ],
  ['out-of-turn-incomplete', C, (r) => delete r.queue.outOfTurn, '/queue'],
  ['out-of-turn-incomplete', C, (r) => (r.queue.order = ['priority', 'arrival']), '/queue'],
  [
    'notice-not-before-closing',
    T,
    (r) => (r.closing.silence!.noticeBefore.value = 10),
    '/closing/silence/noticeBefore',
  ],
  [
    'closing-reason-not-for-system',
    T,
    (r) => (r.closing.reasons[1]!.by = ['staff']),
    '/closing/silence/reason',
  ],
  ['reopen-window-without-schedule', T, (r) => delete r.reopening.schedule, '/reopening'],
  ['reopen-schedule-without-window', T, (r) => delete r.reopening.within, '/reopening/schedule'],
  [
    'required-field-ambiguous',
    P,
    (r) => r.requiredFields.push({ ...r.requiredFields[0]!, policy: 'later' }),
    '/requiredFields/9',
  ],
  ['policy-section-missing', I, (r) => delete r.visits, '/serviceKinds/2/needsVisit'],
  ['policy-section-missing', D, (r) => delete r.wishes, '/serviceKinds/2/nature'],
  ['policy-section-missing', P, (r) => delete r.calls, '/priorities/0/callDuty'],
  ['policy-section-missing', P, (r) => (r.tariffs = []), '/entitlement'],
  ['mean-reversed', C, (r) => (r.estimates!.usualMean!.from.value = 4), '/estimates/usualMean'],
  [
    'beyond-statutory-limit',
    I,
    (r) =>
      r.statutoryLimits.push({
        code: 'ten-days',
        title: { ru: 'Десять дней', en: 'Ten days' },
        subject: 'claim',
        limit: { value: 10, unit: 'working-days' },
        law: 'an example',
      }),
    '/statutoryLimits/1',
  ],
  ['assumption-not-marked', T, (r) => delete r.reopening.assumed, '/reopening'],
];

describe('validateRegulation', () => {
  it.each(mistakes)('finds %s (%s)', (code, desk, spoil, pointer) => {
    const document = sampleRegulation(desk);
    spoil(document);
    expect(validate(document).map((p) => `${p.code} ${p.pointer}`)).toContain(`${code} ${pointer}`);
  });

  it('has a test for every code that it knows', () => {
    expect(new Set(['document-malformed', ...mistakes.map(([code]) => code)])).toEqual(
      new Set(PROBLEM_CODES),
    );
  });

  it('has a sentence in both languages for every code, with the figures that the problem gives', () => {
    const problems = mistakes.flatMap(([, desk, spoil]) => {
      const document = sampleRegulation(desk);
      spoil(document);
      return [...validate(document)];
    });
    for (const language of ['ru', 'en']) {
      const file = new URL(`../messages/${language}.json`, import.meta.url);
      const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      expect(Object.keys(texts).sort()).toEqual([...PROBLEM_CODES].sort());
      for (const { code, params } of problems)
        for (const [, name] of texts[code]!.matchAll(/\{(\w+)\}/g))
          expect({ code, ...params }).toHaveProperty(name!);
    }
  });

  it('accepts a night shift and a break after midnight', () => {
    const document = sampleRegulation(I);
    Object.assign(weekly(document, 'visits'), { from: '22:00', to: '06:00', breaks: [['01:00', '02:00']] });
    expect(validate(document)).toEqual([]);
  });
});

describe('parseRegulation', () => {
  const bad: readonly [string, (document: Record<string, unknown>) => void, string][] = [
    ['an unknown field', (d) => (d.prioritys = []), '/prioritys'],
    [
      'an unknown field deep inside',
      (d) => ((d.queue as Record<string, unknown>).sorting = 'x'),
      '/queue/sorting',
    ],
    ['a missing part', (d) => delete d.targets, '/targets'],
    ['a wrong type', (d) => (d.version = '1'), '/version'],
    ['version zero', (d) => (d.version = 0), '/version'],
    ['a date that does not exist', (d) => (d.effectiveFrom = '2026-02-30'), '/effectiveFrom'],
    ['a value outside its list', (d) => (d.beyondCalendar = 'guess'), '/beyondCalendar'],
    ['a code with a space', (d) => (d.desk = 'my desk'), '/desk'],
    ['no priorities', (d) => (d.priorities = []), '/priorities'],
  ];
  it.each(bad)('names %s by pointer', (_what, spoil, pointer) => {
    const document = sampleRegulation(C) as unknown as Record<string, unknown>;
    spoil(document);
    const parsed = parseRegulation(document);
    expect(parsed.ok ? [] : parsed.problems).toContainEqual(
      expect.objectContaining({ code: 'document-malformed', pointer }),
    );
  });

  it.each([null, undefined, 7, 'text', []])('refuses %p as a document', (value) => {
    expect(parseRegulation(value).ok).toBe(false);
  });
});

describe('assumedValues', () => {
  it('lists exactly the marked values, each with a pointer that resolves', () => {
    for (const document of sampleRegulations()) {
      const assumed = assumedValues(document);
      expect(assumed.length).toBe(
        (JSON.stringify(document).match(/"assumed":true/g) ?? []).length + (document.assumed ?? []).length,
      );
      for (const { pointer } of assumed) {
        const value = pointer
          .slice(1)
          .split('/')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
        // `pausedWhile` stands for a field of every target.
        if (pointer !== '/pausedWhile') expect(value).toBeDefined();
      }
    }
  });

  it.each([
    ['the figures of a text are not assumed', I, '/estimates', false],
    ['a figure that the text lacks is', P, '/targets/0', true],
    ['a reading of the text is', C, '/targets/2', true],
    ['hours that the text gives are not', D, '/queue', false],
  ])('%s', (_what, desk, pointer, expected) => {
    expect(assumedValues(sampleRegulation(desk)).some((value) => value.pointer === pointer)).toBe(expected);
  });
});
