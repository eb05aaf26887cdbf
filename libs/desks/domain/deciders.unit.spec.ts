import { describe, expect, it } from '@jest/globals';
import { type Decider, type DomainEvent, fold } from '#event-sourcing';
import { sampleRegulation } from '#regulation';
import { builtInCalendars } from '#working-time';
import { calendarDecider, type PublishCalendar } from './calendar.decider.js';
import { type DeskEventOf } from './desk.events.js';
import { deskDecider } from './desk.decider.js';
import { directoryDecider } from './directory.decider.js';
import { type PublishRegulation, regulationDecider } from './regulation.decider.js';

const DESK = 'internet-provider';
const { ru } = builtInCalendars;
const context = { now: '2026-11-21T20:59:59.999Z', calendar: ru };

const publish = (
  version: number,
  effectiveFrom: string,
  more: Partial<PublishRegulation> = {},
): PublishRegulation => ({
  type: 'PublishRegulation',
  document: { ...sampleRegulation(DESK), version, effectiveFrom },
  appliesToOpen: false,
  reason: 'reason',
  ...more,
});
const published = ({ document, appliesToOpen, reason }: PublishRegulation) =>
  ({
    type: 'RegulationPublished',
    data: { desk: document.desk, version: document.version, document, appliesToOpen, reason },
  }) as const satisfies DeskEventOf<'RegulationPublished'>;

const publishDays = (
  version: number,
  effectiveFrom: string,
  more: Partial<PublishCalendar> = {},
): PublishCalendar => ({
  type: 'PublishCalendar',
  document: { ...ru, version },
  effectiveFrom,
  appliesToOpen: false,
  reason: 'reason',
  ...more,
});
const publishedDays = ({ document, effectiveFrom, appliesToOpen, reason }: PublishCalendar) =>
  ({
    type: 'CalendarPublished',
    data: {
      calendar: document.id,
      version: document.version,
      document,
      effectiveFrom,
      appliesToOpen,
      reason,
    },
  }) as const satisfies DeskEventOf<'CalendarPublished'>;

function given<State, Command, Event extends DomainEvent, Context>(
  decider: Decider<State, Command, Event, Context>,
  history: readonly Event[],
) {
  const state = fold((s: State, event: Event) => decider.evolve(s, event), decider.initialState, history);
  return {
    when: (command: Command, where: Context) => {
      const decision = decider.decide(command, state, where);
      return decision.kind === 'refused' ? decision.refusal : decision.events;
    },
  };
}

describe('a regulation', () => {
  const first = publish(1, '2020-01-01');

  it('is published as an event that holds the whole document', () => {
    expect(given(regulationDecider, []).when(first, context)).toEqual([published(first)]);
  });

  it('published a second time, the same, changes nothing', () => {
    expect(given(regulationDecider, [published(first)]).when(first, context)).toEqual([]);
  });

  it.each([
    ['the first is version 1', [], publish(2, '2020-01-01'), { expected: 1, given: 2 }],
    ['no version is left out', [published(first)], publish(3, '2021-01-01'), { expected: 2, given: 3 }],
    ['no version is given twice', [published(first)], publish(1, '2021-01-01'), { expected: 2, given: 1 }],
  ])('%s', (_rule, history, command, params) => {
    expect(given(regulationDecider, history).when(command, context)).toEqual({
      code: 'publication-version-not-next',
      params,
    });
  });

  it('does not come into force before the version it replaces', () => {
    const history = [published(publish(1, '2026-06-01'))];
    expect(given(regulationDecider, history).when(publish(2, '2026-05-31'), context)).toMatchObject({
      code: 'publication-before-previous',
    });
    expect(given(regulationDecider, history).when(publish(2, '2026-06-01'), context)).toHaveLength(1);
  });

  it('with a problem is refused, and so is one without its calendar', () => {
    const document = { ...sampleRegulation(DESK), zone: 'Mars/Olympus' };
    expect(given(regulationDecider, []).when(publish(1, '', { document }), context)).toEqual({
      code: 'regulation-invalid',
      params: { problems: 1 },
    });
    expect(given(regulationDecider, []).when(first, { ...context, calendar: undefined })).toMatchObject({
      code: 'regulation-invalid',
    });
  });

  it('moves open tickets only from the day on which it is in force, by the clock of its own zone', () => {
    // 20:59:59.999 UTC is the last millisecond of 21 November in Moscow.
    const tomorrow = publish(1, '2026-11-22', { appliesToOpen: true });
    expect(given(regulationDecider, []).when(tomorrow, context)).toMatchObject({
      code: 'publication-not-in-force',
    });
    const later = { ...context, now: '2026-11-21T21:00:00.000Z' };
    expect(given(regulationDecider, []).when(tomorrow, later)).toEqual([published(tomorrow)]);
  });

  it('fits an event: a document that is too large is refused before it reaches the log', () => {
    const document = sampleRegulation(DESK);
    document.title.ru = 'я'.repeat(20_000);
    expect(given(regulationDecider, []).when(publish(1, '', { document }), context)).toMatchObject({
      code: 'publication-too-large',
    });
  });
});

describe('a production calendar', () => {
  const today = '2026-11-21';
  const first = publishDays(1, '2020-01-01');

  it('is published, and the same again changes nothing', () => {
    expect(given(calendarDecider, []).when(first, { today })).toEqual([publishedDays(first)]);
    expect(given(calendarDecider, [publishedDays(first)]).when(first, { today })).toEqual([]);
  });

  it('is refused with a contradiction inside', () => {
    const broken = structuredClone(ru);
    broken.years['2026']!.daysOff.push('2026-11-21');
    expect(
      given(calendarDecider, []).when(publishDays(1, today, { document: broken }), { today }),
    ).toMatchObject({
      code: 'calendar-invalid',
    });
  });

  it('keeps every year of the version before', () => {
    const shorter = structuredClone({ ...ru, version: 2 });
    delete shorter.years['2020'];
    const command = publishDays(2, today, { document: shorter });
    expect(given(calendarDecider, [publishedDays(first)]).when(command, { today })).toEqual({
      code: 'calendar-loses-year',
      params: { year: 2020 },
    });
  });

  it('moves open tickets only once it is in force', () => {
    const command = publishDays(1, '2026-11-22', { appliesToOpen: true });
    expect(given(calendarDecider, []).when(command, { today })).toMatchObject({
      code: 'publication-not-in-force',
    });
    expect(given(calendarDecider, []).when(command, { today: '2026-11-22' })).toHaveLength(1);
  });

  it.each([2, 3])('follows versions without a gap (%i after nothing)', (version) => {
    expect(given(calendarDecider, []).when(publishDays(version, today), { today })).toMatchObject({
      code: 'publication-version-not-next',
    });
  });
});

describe('a desk', () => {
  const desk = 'any';
  const calm = { known: true, hasCase: false };
  const started = { type: 'DeskImportStarted', data: { desk } } as const;
  const live = { type: 'DeskWentLive', data: { desk } } as const;
  const start = { type: 'StartDeskImport', desk } as const;
  const goLive = { type: 'GoLive', desk } as const;

  it.each([
    ['starts an import while it has no case', [], start, calm, [started]],
    [
      'goes on with the import that runs, also with cases in it',
      [started],
      start,
      { ...calm, hasCase: true },
      [],
    ],
    [
      'refuses an import once it was live with a case',
      [],
      start,
      { ...calm, hasCase: true },
      { code: 'desk-has-live-case', params: { desk } },
    ],
    ['goes live after an import', [started], goLive, calm, [live]],
    ['is live when nothing was said', [], goLive, calm, []],
    ['may be filled after it went live empty', [started, live], start, calm, [started]],
    [
      'is not known without a regulation',
      [],
      start,
      { ...calm, known: false },
      { code: 'desk-unknown', params: { desk } },
    ],
  ] as const)('%s', (_what, history, command, where, expected) => {
    expect(given(deskDecider, history).when(command, where)).toEqual(expected);
  });
});

describe('the directory', () => {
  it('holds each name once', () => {
    const named = [
      { type: 'DeskNamed', data: { desk: 'ru' } },
      { type: 'CalendarNamed', data: { calendar: 'ru' } },
    ] as const;
    const empty = given(directoryDecider, []);
    expect(empty.when({ type: 'NameDesk', desk: 'ru' }, undefined)).toEqual([named[0]]);
    expect(
      given(directoryDecider, [named[0]]).when({ type: 'NameCalendar', calendar: 'ru' }, undefined),
    ).toEqual([named[1]]);
    expect(given(directoryDecider, named).when({ type: 'NameDesk', desk: 'ru' }, undefined)).toEqual([]);
    expect(given(directoryDecider, named).when({ type: 'NameCalendar', calendar: 'ru' }, undefined)).toEqual(
      [],
    );
  });
});
