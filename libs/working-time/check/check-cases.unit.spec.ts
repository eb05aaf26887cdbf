import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkWorkingTimeCases } from '../index.js';

const SHARED = new URL('../../../../shared/data/working-time/cases.json', import.meta.url);

describe('cases of another library', () => {
  it('all are answered as expected', () => {
    const json: unknown = JSON.parse(readFileSync(SHARED, 'utf8'));
    const { right, wrong } = checkWorkingTimeCases(json);
    expect(wrong.slice(0, 8)).toEqual([]);
    expect(right).toBe(713);
  });
});
