import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { canonicalJson } from './canonical-json.js';
import { derivedId, plainDigest, requestDigest } from './ids.js';
import { uuidV5 } from './uuid-v5.js';

/** As ids and digests that stand in logs were made: the text may never become another. */
function asEver(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? 'undefined'
  );
}

const key = fc.oneof(fc.string({ unit: 'binary' }), fc.nat(30).map(String), fc.constant('__proto__'));
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
}));

describe('a name-based UUID', () => {
  it('is that of RFC 9562, whatever the name', () => {
    expect(uuidV5('www.example.com', '6ba7b810-9dad-11d1-80b4-00c04fd430c8')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
    fc.assert(
      fc.property(fc.uuid(), fc.string({ unit: 'binary', maxLength: 300 }), (namespace, name) => {
        expect(uuidV5(name, namespace)).toBe(v5(name, namespace));
      }),
    );
  });

  it('is not made in a namespace that is none', () => {
    expect(() => derivedId('not-a-uuid', 'x')).toThrow(TypeError);
  });
});

describe('canonical JSON', () => {
  it('has the text that it has had since the first digest was stored', () => {
    fc.assert(fc.property(json, (value) => expect(canonicalJson(value)).toBe(asEver(value))));
  });

  it('of one request gives digests that stay', () => {
    const request = ['operator', 'OpenTicket', { text: 'не печатает', 2: 'b', 10: 'a', desk: 'finale' }];
    expect(requestDigest(Buffer.alloc(32, 7), request)).toBe(
      '65c6c85c54dce7868384dd21be8fe5d2299f3514e431e3c21f7cbda32f18186a',
    );
    expect(plainDigest(request)).toBe('02d2a0d15b41842a33c65c389d4af66dd02718ed8f89e245940fa5944e47cf0e');
  });
});
