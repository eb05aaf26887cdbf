import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  AnyText,
  Code,
  Codes,
  CommaSeparated,
  Day,
  Document,
  Email,
  Flag,
  Id,
  Inside,
  Instant,
  OneOf,
  SomeOf,
  Text,
  TextMap,
  Whole,
  WholeInQuery,
} from '../fields.js';
import { checkRequest } from './check-request.js';

class InsideDto {
  @Text(5, { optional: true })
  name?: string;
  @Code()
  kind!: string;
}

class BaseDto {
  @Instant({ optional: true })
  at?: string;
}

class EveryDto extends BaseDto {
  @Text(10)
  text!: string;
  @AnyText(3, { optional: true })
  any?: string;
  @Code({ optional: true })
  code?: string;
  @Id({ optional: true, neededIf: ({ flag }) => flag === true })
  id?: string;
  @Email({ optional: true })
  email?: string;
  @Day({ optional: true })
  day?: string;
  @Flag({ optional: true })
  flag?: boolean;
  @Whole(1, 5, { optional: true })
  whole?: number;
  @WholeInQuery(1, 200, 50)
  limit: number = 50;
  @OneOf(['a', 'b'], { optional: true })
  oneOf?: string;
  @SomeOf(['a', 'b'], { optional: true })
  someOf?: string[];
  @Codes(2, { optional: true })
  codes?: string[];
  @CommaSeparated(2, /^[A-Z]+$/, { optional: true })
  words?: string[];
  @TextMap(1, { optional: true })
  map?: Record<string, string>;
  @Document({ optional: true })
  document?: object;
  @Inside(InsideDto, { optional: true })
  inside?: InsideDto;
}

const good = { text: 'a' };
const ID = '00000000-0000-4000-8000-0000000000AB';

function mistakes(value: unknown): unknown[] {
  const checked = checkRequest(EveryDto, value);
  return checked.ok ? [] : checked.errors.map(({ field, code, params }) => [field, code, params]);
}

function request(value: object): EveryDto {
  const checked = checkRequest(EveryDto, { ...good, ...value });
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  return checked.request;
}

describe('a request', () => {
  it('is an instance of its class, with defaults and one way of writing each thing', () => {
    const taken = request({
      id: ID,
      at: '2026-03-02T09:00:00Z',
      limit: '7',
      words: 'A,B',
      inside: { kind: 'x' },
    });
    expect(taken).toBeInstanceOf(EveryDto);
    expect(taken.inside).toBeInstanceOf(InsideDto);
    expect(taken).toMatchObject({
      text: 'a',
      id: ID.toLowerCase(),
      at: '2026-03-02T09:00:00.000Z',
      limit: 7,
      words: ['A', 'B'],
      inside: { kind: 'x' },
    });
    expect(request({}).limit).toBe(50);
  });

  it('takes null in an optional field for its absence, and in no other', () => {
    expect(request({ code: null, limit: null })).toMatchObject({ limit: 50 });
    expect(request({ code: null }).code).toBeUndefined();
    expect(mistakes({ text: null })).toEqual([['/text', 'is-string', undefined]]);
  });

  it('needs an optional field where its neighbour says so', () => {
    expect(mistakes({ ...good, flag: true })).toEqual([['/id', 'is-uuid', undefined]]);
    expect(mistakes({ ...good, flag: true, id: ID })).toEqual([]);
  });

  it.each<[string, unknown, string, object?]>([
    ['text', '', 'matches'],
    ['text', ' \n', 'matches'],
    ['text', 'x'.repeat(11), 'max-length', { max: 10 }],
    ['text', 'a\0', 'is-well-formed'],
    ['text', 'a\ud800', 'is-well-formed'],
    ['any', 'abcd', 'max-length', { max: 3 }],
    ['any', 3, 'is-string'],
    ['code', 'A', 'matches'],
    ['code', ['a'], 'matches'],
    ['id', '17', 'is-uuid'],
    ['id', '00000000-0000-9000-8000-000000000000', 'is-uuid'],
    ['email', 'nobody', 'is-email'],
    ['email', 'a b@c.de', 'is-email'],
    ['email', 'a@localhost', 'is-email'],
    ['email', 'a@b..de', 'is-email'],
    ['email', `${'x'.repeat(65)}@b.de`, 'is-email'],
    ['day', '2026-02-30', 'is-iso8601'],
    ['day', '2026-3-2', 'is-iso8601'],
    ['at', '2026-03-02T09:00:00+03:00', 'is-instant'],
    ['at', '2026-02-30T09:00:00Z', 'is-instant'],
    ['flag', 'true', 'is-boolean'],
    ['whole', 1.5, 'is-int'],
    ['whole', '3', 'is-int'],
    ['whole', 0, 'min', { min: 1 }],
    ['whole', 6, 'max', { max: 5 }],
    ['limit', '201', 'max', { max: 200 }],
    ['limit', 'x', 'is-int'],
    ['limit', ['1', '2'], 'is-int'],
    ['oneOf', 'c', 'is-in', { values: 'a, b' }],
    ['someOf', [], 'array-min-size', { min: 1 }],
    ['someOf', ['a', 'a'], 'array-unique'],
    ['someOf', ['c'], 'is-in', { values: 'a, b' }],
    ['codes', 'a', 'is-array'],
    ['codes', ['a', 'b', 'c'], 'array-max-size', { max: 2 }],
    ['codes', ['a', 'a'], 'array-unique'],
    ['codes', ['a', 'B'], 'matches'],
    ['words', 'A,b', 'matches'],
    ['map', { a: 1 }, 'is-text-map'],
    ['map', { A: 'x' }, 'is-text-map'],
    ['map', { a: 'x', b: 'y' }, 'is-text-map'],
    ['map', { a: 'x'.repeat(501) }, 'is-text-map'],
    ['document', [], 'is-object'],
    ['inside', [1], 'is-object'],
    ['inside', 'x', 'is-object'],
    ['unknown', null, 'unknown-field'],
    ['a/b~', 1, 'unknown-field'],
    ['constructor', 1, 'unknown-field'],
  ])('with a wrong %s (%j) is told %s', (field, value, code, ...[params]) => {
    const told = field.replace('~', '~0').replace('/', '~1');
    expect(mistakes({ ...good, [field]: value })).toEqual([[`/${told}`, code, params]]);
  });

  it('is told every mistake, inside objects too, one a field', () => {
    expect(mistakes({ text: 5, code: '', inside: { name: 'abcdef', nick: 1 } })).toEqual([
      ['/text', 'is-string', undefined],
      ['/code', 'matches', undefined],
      ['/inside/nick', 'unknown-field', undefined],
      ['/inside/name', 'max-length', { max: 5 }],
      ['/inside/kind', 'matches', undefined],
    ]);
  });

  it.each([
    ['user@example.org'],
    ['first.last+tag@sub.example.co.uk'],
    ['почта@пример.рф'],
    ['a@xn--e1afmkfd.xn--p1ai'],
  ])('may come from %s', (email) => expect(request({ email }).email).toBe(email));

  it('that is no object is refused, whatever it is', () => {
    for (const value of ['x', 5, true, [good]])
      expect(mistakes(value)).toEqual([['', 'is-object', undefined]]);
    expect(mistakes(undefined)).toEqual([['/text', 'is-string', undefined]]);
  });

  it('of any JSON is taken or refused, never an accident, and keeps only named fields', () => {
    const names = fc.constantFrom('text', 'code', 'inside', 'map', 'codes', '__proto__', 'toString', 'x');
    fc.assert(
      fc.property(fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })), (body) => {
        const checked = checkRequest(EveryDto, JSON.parse(JSON.stringify(body)));
        if (checked.ok) expect(Object.keys(checked.request)).not.toContain('x');
        else expect(checked.errors.length).toBeGreaterThan(0);
      }),
    );
  });
});
