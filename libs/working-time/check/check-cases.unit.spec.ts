import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkWorkingTimeCases } from '../index.js';

const file = new URL('../../../../shared/data/working-time/cases.json', import.meta.url);

describe('cases of another library', () => {
  it('are all answered as expected', () => {
    if (!existsSync(file)) {
      process.stderr.write('SKIPPED: ../shared/data/working-time/cases.json is not here\n');
      return;
    }
    const json = JSON.parse(readFileSync(file, 'utf8')) as { cases: Record<string, unknown[]> };
    const { right, wrong } = checkWorkingTimeCases(json);
    expect(wrong).toEqual([]);
    expect(right).toBe(Object.values(json.cases).flat().length);
    expect(right).toBeGreaterThan(700);
  });

  // Checked by hand: received Fri 31.10.2025, 1 Nov is a working Saturday = day 1, 5–7 Nov = 2–4, 10–14 = 5–9, 17–21 = 10–14.
  it('answers a term of 14 working days over a working Saturday', () => {
    const term = {
      receivedAt: '2025-10-31T12:00:00+03:00',
      workingDays: 14,
      dueDate: '2025-11-21',
      due24h: '2025-11-22T00:00:00+03:00',
      dueAtClosing1800: '2025-11-21T18:00:00+03:00',
      dueAtClosingShortened: '2025-11-21T18:00:00+03:00',
    };
    const wrong = { ...term, dueDate: '2025-11-22' };
    expect(checkWorkingTimeCases({ schedules: {}, cases: { workingDays: [term, wrong] } })).toMatchObject({
      right: 1,
      wrong: [{ section: 'workingDays', number: 2 }],
    });
  });
});
