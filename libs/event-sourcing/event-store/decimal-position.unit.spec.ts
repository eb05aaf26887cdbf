import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalPosition, positionNumber, shareOfLog } from './decimal-position.js';
import { BEGINNING, comparePositions, type Position } from './position.js';

const number = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

describe('a decimal position', () => {
  it('orders as its number does, and leads back to it', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [x, y] = [decimalPosition(a), decimalPosition(b)];
        expect(Math.sign(comparePositions(x, y))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(BigInt(positionNumber(x))).toBe(a);
      }),
    );
  });

  it('tells how much of a log lies before it, never nothing and never more than all', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [low, head] = a < b ? [a, b] : [b, a];
        if (head === 0n) return;
        const share = shareOfLog(decimalPosition(low), decimalPosition(head));
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(share).toBeCloseTo(Number(low || 1n) / Number(head), 12);
      }),
    );
  });

  it('begins before everything', () => {
    expect(decimalPosition(0)).toBe(BEGINNING);
    expect(positionNumber(BEGINNING)).toBe('0');
  });

  it.each(['0', '-1', '12345', 'abc', '9223372036854775808', '1e18', ' 000000000000000001', '٣'.repeat(19)])(
    'refuses %j, which no log has given out',
    (text) => {
      expect(() => positionNumber(text as Position)).toThrow(
        expect.objectContaining({ code: 'invalid-position' }),
      );
    },
  );
});
