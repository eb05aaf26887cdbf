import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { knownProblem } from '../problems/known-errors.js';
import { languageOf } from '../problems/language.js';
import { Problem } from '../problems/problem.js';
import { idempotencyKey } from './asked.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { etag, expectedVersion } from './if-match.js';
import { instantOf } from './instant.js';
import { InFlight } from './load-shedding.js';

const codeOf = (attempt: () => unknown): string | undefined => {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return (error as Problem).code;
  }
};

describe('cursors', () => {
  const texts = fc.array(
    fc.string().filter((text) => !text.includes('\0')),
    { minLength: 1, maxLength: 5 },
  );

  it('come back as they went out, for the same list only', () => {
    fc.assert(
      fc.property(fc.string(), texts, fc.option(fc.string(), { nil: undefined }), (list, after, basis) => {
        const cursor = { after, ...(basis === undefined ? {} : { basis }) };
        const text = encodeCursor(list, cursor);
        if (text.length > 1000) return;
        expect(decodeCursor(list, text)).toEqual(cursor);
        expect(codeOf(() => decodeCursor(`${list}x`, text))).toBe('cursor-unknown');
      }),
    );
  });

  it('from nowhere are refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.string(), (text) =>
        expect(codeOf(() => decodeCursor('list', text))).toBe('cursor-unknown'),
      ),
    );
    const forged = Buffer.from(JSON.stringify(['x', [1], null])).toString('base64url');
    expect(codeOf(() => decodeCursor('list', forged))).toBe('cursor-unknown');
  });
});

describe('headers', () => {
  it('name a version, or any, or are refused', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), (version) => expect(expectedVersion(etag(version))).toBe(version)),
    );
    expect(expectedVersion(undefined)).toBeUndefined();
    expect(expectedVersion('*')).toBeUndefined();
    for (const tag of ['3', 'W/"3"', '"3", "4"', '""', '"-1"', '"9999999999"'])
      expect(codeOf(() => expectedVersion(tag))).toBe('if-match-invalid');
  });

  it('hold an idempotency key of printable ASCII, or are refused', () => {
    expect(idempotencyKey('a-b_c:1')).toBe('a-b_c:1');
    for (const key of ['', ' ', 'a b', 'ключ', 'x'.repeat(256), ['a', 'b']])
      expect(codeOf(() => idempotencyKey(key))).toBe('idempotency-key-invalid');
  });

  it('choose the language by weight', () => {
    const cases: [string | undefined, 'ru' | 'en'][] = [
      [undefined, 'ru'],
      ['', 'ru'],
      ['de', 'ru'],
      ['en', 'en'],
      ['en-GB,en;q=0.9', 'en'],
      ['ru;q=0.1, en;q=0.2', 'en'],
      ['en;q=0, ru;q=0.1', 'ru'],
      ['de, en;q=0.5, ru;q=0.7', 'ru'],
      ['english', 'ru'],
    ];
    for (const [header, language] of cases)
      expect([header, languageOf(header, 'ru')]).toEqual([header, language]);
  });
});

describe('instants', () => {
  it('come out as they went in, to the millisecond, and nothing else comes out', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
        (date) => {
          expect(instantOf(date.toISOString())).toBe(date.toISOString());
        },
      ),
    );
    expect(instantOf('2026-03-02T09:00:00Z')).toBe('2026-03-02T09:00:00.000Z');
    for (const text of [
      '2026-02-30T00:00:00Z',
      '2026-03-02T24:00:00Z',
      '2026-03-02',
      '2026-03-02T09:00:00+03:00',
      'now',
    ])
      expect(instantOf(text)).toBeUndefined();
  });
});

describe('errors', () => {
  it('of the libs and the database are told by their codes, also below others', () => {
    const coded = (code: string, cause?: unknown) => Object.assign(new Error('secret', { cause }), { code });
    const cases: [unknown, number | undefined, string | undefined][] = [
      [coded('log-unavailable'), 503, 'log-unavailable'],
      [coded('version-mismatch'), 412, 'version-mismatch'],
      [coded('ECONNREFUSED'), 503, 'read-store-unavailable'],
      [coded('57P01'), 503, 'read-store-unavailable'],
      [Object.assign(new Error('x'), { driverError: coded('08006') }), 503, 'read-store-unavailable'],
      [new Error('Connection terminated unexpectedly'), 503, 'read-store-unavailable'],
      [new Error('x', { cause: coded('log-unavailable') }), 503, 'log-unavailable'],
      [coded('23505'), undefined, undefined],
      [coded('constructor'), undefined, undefined],
      [new Error('boom'), undefined, undefined],
    ];
    for (const [error, status, code] of cases) {
      const problem = knownProblem(error);
      expect([problem?.status, problem?.code]).toEqual([status, code]);
    }
  });
});

describe('requests under way', () => {
  it('are waited for, each counted once', async () => {
    const inFlight = new InFlight();
    const [a, b] = [{}, {}];
    inFlight.enter(a);
    inFlight.enter(b);
    let drained = false;
    const waiting = inFlight.drained(60_000).then(() => (drained = true));
    inFlight.leave(a);
    inFlight.leave(a);
    await Promise.resolve();
    expect([inFlight.count, drained]).toEqual([1, false]);
    inFlight.leave(b);
    await waiting;
    expect([inFlight.count, drained]).toEqual([0, true]);
  });
});
