import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Attempt, type CommandRecord, type History, type LoggedEvent } from '../history.js';
import { checkHistory } from './index.js';

const SETTLED = '2026-03-02T10:00:00.000Z';
const EARLIER = '2026-03-02T09:00:00.000Z';
const LATER = '2026-03-02T11:00:00.000Z';

const position = (n: number) => String(n).padStart(6, '0');
const rules = (history: History) => checkHistory(history).map(({ rule }) => rule);

/** A log that keeps every promise, with its positions and versions counted anew. */
function logOf(...events: readonly Partial<LoggedEvent>[]): LoggedEvent[] {
  const versions = new Map<string, number>();
  return events.map((event, n) => {
    const stream = event.stream ?? 'ticket-1';
    versions.set(stream, (versions.get(stream) ?? 0) + 1);
    const { op } = event;
    return {
      id: `id-${n}`,
      type: 'CustomerReplied',
      commandId: op === undefined ? undefined : `command of ${op}`,
      op,
      data: {},
      position: position(n + 1),
      ...event,
      stream,
      version: event.version ?? versions.get(stream) ?? 0,
    };
  });
}

const acknowledged = (n: number, stream = 'ticket-1', version = n): Attempt => ({
  is: 'acknowledged',
  stream,
  version,
  position: position(n),
});
const refused: Attempt = { is: 'refused', code: '409 ticket-closed' };
const unknown: Attempt = { is: 'unknown', why: 'ECONNRESET' };

function reply(op: string, ...attempts: readonly Attempt[]): CommandRecord {
  return { op, kind: 'reply', effect: 'CustomerReplied', mayDecideNothing: false, attempts };
}

const history = (commands: readonly CommandRecord[], log: readonly LoggedEvent[]): History => ({
  commands,
  log,
  settledAt: SETTLED,
});

describe('commands', () => {
  it('are well when acknowledged ones are there once, refused ones are not, and open ones at most once', () => {
    const log = logOf({ op: 'a' }, { op: 'b' }, { type: 'SlaWarned', op: 'c' });
    const commands = [
      reply('a', unknown, acknowledged(1), acknowledged(1)),
      reply('b', unknown),
      reply('c', refused),
      reply('d', unknown, refused),
    ];
    expect(checkHistory(history(commands, log))).toEqual([]);
  });

  it.each<[string, string, readonly CommandRecord[], readonly Partial<LoggedEvent>[]]>([
    ['acknowledged, and not there', 'lost', [reply('a', acknowledged(1))], [{ type: 'Opened', op: 'z' }]],
    ['acknowledged, and there twice', 'doubled', [reply('a', acknowledged(1))], [{ op: 'a' }, { op: 'a' }]],
    ['left open, and there twice', 'doubled', [reply('a', unknown)], [{ op: 'a' }, { op: 'a' }]],
    ['refused, and there', 'stored-though-refused', [reply('a', refused)], [{ op: 'a' }]],
    ['that nobody sent', 'from-nowhere', [reply('a', unknown)], [{ op: 'b' }]],
    ['without a client', 'from-nowhere', [reply('a', unknown)], [{}]],
    ['at another place than answered', 'misplaced', [reply('a', acknowledged(2))], [{ op: 'a' }]],
    ['in another stream', 'misplaced', [reply('a', acknowledged(1, 'ticket-2'))], [{ op: 'a' }]],
    ['at another version', 'misplaced', [reply('a', acknowledged(1, 'ticket-1', 7))], [{ op: 'a' }]],
    [
      'answered with the place of another command',
      'misplaced',
      [reply('a', acknowledged(2)), reply('b', acknowledged(2))],
      [{ op: 'a' }, { op: 'b' }],
    ],
    [
      'answered in two ways',
      'answers-differ',
      [reply('a', acknowledged(1), acknowledged(2)), reply('b', unknown)],
      [{ op: 'a' }, { op: 'b' }],
    ],
  ])('%s: %s', (_, rule, commands, events) => {
    expect(rules(history(commands, logOf(...events)))).toContain(rule);
  });

  it('may be acknowledged without an event where there was nothing to do, but at a place that is there', () => {
    const nothing = (attempt: Attempt) => ({ ...reply('b', attempt), mayDecideNothing: true });
    const log = logOf({ op: 'a' });
    expect(rules(history([reply('a', unknown), nothing(acknowledged(1))], log))).toEqual([]);
    expect(rules(history([reply('a', unknown), nothing(acknowledged(2))], log))).toEqual(['misplaced']);
  });
});

describe('the order of the log', () => {
  it.each<[string, string, readonly Partial<LoggedEvent>[]]>([
    ['a version left out', 'gap', [{}, { version: 3 }]],
    ['a version that comes twice', 'gap', [{}, { version: 1 }]],
    ['a stream that does not begin at 1', 'gap', [{ version: 2 }]],
    ['a position that falls', 'disorder', [{ position: position(9) }, {}]],
    ['a position that stands', 'disorder', [{ position: position(2) }, {}]],
    ['an id that comes twice', 'id-twice', [{ id: 'id-1' }, {}]],
  ])('%s: %s', (_, rule, events) => {
    expect(rules(history([], logOf(...events)))).toEqual([rule]);
  });

  it('is broken by any one event that is taken out of the middle of a stream', () => {
    const lengths = fc.integer({ min: 2, max: 30 });
    fc.assert(
      fc.property(lengths, fc.nat(), fc.array(fc.constantFrom('1', '2', '3')), (length, at, others) => {
        const whole = logOf(
          ...others.map((other) => ({ stream: `claim-${other}` })),
          ...Array.from({ length }, () => ({})),
        );
        expect(rules(history([], whole))).toEqual([]);
        const taken = others.length + (at % (length - 1));
        expect(rules(history([], whole.toSpliced(taken, 1)))).toContain('gap');
      }),
    );
  });
});

describe('breaches', () => {
  const clock = 'handling';
  const started = { type: 'ClockStarted', data: { clock, dueAt: EARLIER } };
  const breached = { type: 'SlaBreached', data: { clock, dueAt: EARLIER } };
  const met = { type: 'SlaMet', data: { clock } };
  const paused = { type: 'ClockPaused', data: { clock } };

  it.each<[string, readonly Partial<LoggedEvent>[]]>([
    ['late once', [started, breached]],
    ['met late', [started, breached, met]],
    ['met in time', [started, met]],
    ['paused', [started, paused]],
    ['still to come', [{ type: 'ClockStarted', data: { clock, dueAt: LATER } }]],
    [
      'late, and reopened without a new due time',
      [started, breached, met, { type: 'ClockResumed', data: { clock } }],
    ],
    [
      'late on two tickets',
      [started, breached, ...[started, breached].map((e) => ({ ...e, stream: 'ticket-2' }))],
    ],
    [
      'annulled and late again',
      [started, breached, { type: 'SlaBreachAnnulled', data: { clock } }, breached],
    ],
  ])('%s is well', (_, events) => {
    expect(rules(history([], logOf(...events)))).toEqual([]);
  });

  it.each<[string, string, readonly Partial<LoggedEvent>[]]>([
    ['never recorded', 'breach-missing', [started]],
    [
      'never recorded after a pause',
      'breach-missing',
      [started, paused, { ...started, type: 'ClockResumed' }],
    ],
    ['recorded twice', 'breach-doubled', [started, breached, breached]],
    ['of a clock that was met', 'breach-unfounded', [started, met, breached]],
    ['of a clock that stood', 'breach-unfounded', [started, paused, breached]],
    ['of a clock that never was', 'breach-unfounded', [breached]],
    [
      'at another instant than was due',
      'breach-unfounded',
      [started, { ...breached, data: { clock, dueAt: LATER } }],
    ],
  ])('%s: %s', (_, rule, events) => {
    expect(rules(history([], logOf(...events)))).toEqual([rule]);
  });
});
