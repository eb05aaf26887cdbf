import { describe, expect, it } from '@jest/globals';
import { hasNul, isOutOfShape } from './body-shape.js';

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const wide = (fields: number) => Object.fromEntries(Array.from({ length: fields }, (_, i) => [`f${i}`, i]));

describe('the shape of a body', () => {
  it.each<[string, unknown, boolean]>([
    ['nothing', undefined, false],
    ['a text', 'a', false],
    ['32 levels', nested(32), false],
    ['33 levels', nested(33), true],
    ['100,000 levels', nested(100_000), true],
    ['1,000 fields', wide(1000), false],
    ['1,001 fields', wide(1001), true],
    ['1,001 fields further in', { a: [wide(1001)] }, true],
    ['a long list', Array.from({ length: 100_000 }, () => 'a'), false],
  ])('of %s', (_, body, refused) => {
    expect(isOutOfShape(body)).toBe(refused);
  });

  it.each<[unknown, boolean]>([
    [{ words: 'a' }, false],
    [{ words: 'a\0' }, true],
    [{ words: ['a', 'b\0'] }, true],
    [undefined, false],
  ])('of the parameters %j', (parameters, refused) => {
    expect(hasNul(parameters)).toBe(refused);
  });
});
