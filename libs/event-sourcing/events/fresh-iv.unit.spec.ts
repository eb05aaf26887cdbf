import { describe, expect, it } from '@jest/globals';
import { freshIv } from './fresh-iv.js';

describe('initialisation vectors', () => {
  it('are all different and stay as they were given, over many draws', () => {
    const given = Array.from({ length: 5_000 }, () => freshIv());
    const texts = given.map((iv) => iv.toString('hex'));
    expect(new Set(texts).size).toBe(5_000);
    freshIv().fill(0);
    expect(given.map((iv) => iv.toString('hex'))).toEqual(texts);
    expect(given.every((iv) => iv.length === 12)).toBe(true);
  });
});
