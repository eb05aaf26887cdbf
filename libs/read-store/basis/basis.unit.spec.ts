import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BEGINNING, type Position } from '#event-sourcing';
import { type Basis, checkBasis, checkPosition, decodeBasis, encodeBasis, isBasis } from './basis.js';

const basis: fc.Arbitrary<Basis> = fc.record(
  {
    logId: fc.uuid(),
    position: fc.stringMatching(/^[0-9]{19}$/) as fc.Arbitrary<Position>,
    clock: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    view: fc.constantFrom('queue@1', 'customer-history@12'),
  },
  { requiredKeys: ['logId', 'position', 'view'] },
);
const here = { logId: 'log', view: 'queue@3', checkpoint: '0000000200' as Position };
const at = (position: string): Position => position as Position;

describe('a basis', () => {
  it('comes back as it went, through a URL unescaped', () => {
    fc.assert(
      fc.property(basis, (given) => {
        const text = encodeBasis(given);
        expect(encodeURIComponent(text)).toBe(text);
        expect(isBasis(text)).toBe(true);
        expect(decodeBasis(text)).toEqual(given);
      }),
    );
  });

  it('is refused when a character is changed or missing', () => {
    fc.assert(
      fc.property(basis, fc.nat(), fc.constantFrom('', 'x', '.', '%'), (given, index, put) => {
        const text = encodeBasis(given);
        const i = index % text.length;
        const changed = text.slice(0, i) + put + text.slice(i + 1);
        fc.pre(changed !== text);
        expect(() => decodeBasis(changed)).toThrow(expect.objectContaining({ code: 'basis-malformed' }));
      }),
    );
  });

  it.each(['', 'b1.', 'b1..', 'b2.abc.def', 'now', '2012-01-01T00:00:00Z'])('is not %j', (text) => {
    expect(() => decodeBasis(text)).toThrow(expect.objectContaining({ code: 'basis-malformed' }));
  });

  it.each([
    [{ logId: 'another' }, 'basis-foreign-log'],
    [{ view: 'queue@2' }, 'basis-other-view'],
    [{ position: at('0000000201') }, 'position-not-reached'],
    [{ position: at('201') }, 'position-unknown'],
  ])('with %j is refused as %s', (wrong, code) => {
    const given = { logId: 'log', view: 'queue@3', position: at('0000000100'), ...wrong };
    expect(() => checkBasis(given, here)).toThrow(expect.objectContaining({ code }));
  });

  it('of this log and view answers with its position', () => {
    const given = { logId: 'log', view: 'queue@3', position: at('0000000200') };
    expect(checkBasis(given, here)).toBe(given.position);
  });
});

describe('a position', () => {
  it('may be the beginning of the log, and nothing beyond an empty one', () => {
    expect(checkPosition('', BEGINNING)).toBe(BEGINNING);
    expect(() => checkPosition('0000000001', BEGINNING)).toThrow(
      expect.objectContaining({ code: 'position-not-reached' }),
    );
  });
});
