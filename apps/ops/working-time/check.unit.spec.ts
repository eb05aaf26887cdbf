import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkFile } from './check.command.js';

const schedules = { day: { weekdays: [1, 2, 3, 4, 5], start: '10:00', end: '18:00' } };
const case1 = (expectedEnd: string) => ({
  schedule: 'day',
  calendar: 'ru',
  start: '2024-01-09T10:00:00+03:00',
  addWorkingMinutes: 480,
  expectedEnd,
});

describe('working-time check', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cases-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const check = async (content: string) => {
    const file = join(folder, 'cases.json');
    writeFileSync(file, content);
    const lines: string[] = [];
    const code = await checkFile(file, 'en', (line) => lines.push(line));
    return { code, lines };
  };

  it('prints the wrong cases and the sums, and fails when one is wrong', async () => {
    const right = case1('2024-01-09T18:00:00+03:00');
    const nextOpening = case1('2024-01-10T10:00:00+03:00');
    const all = await check(JSON.stringify({ schedules, cases: { add: [right] } }));
    expect(all).toEqual({ code: 0, lines: ['1 right, 0 wrong'] });
    const one = await check(JSON.stringify({ schedules, cases: { add: [right, nextOpening] } }));
    expect(one.code).toBe(1);
    expect(one.lines).toHaveLength(2);
    expect(one.lines[0]).toContain(
      'add 2: expected 2024-01-10T10:00:00+03:00, got 2024-01-09T18:00:00+03:00',
    );
    expect(one.lines[1]).toBe('1 right, 1 wrong');
  });

  it('counts a case outside the calendar as wrong and goes on', async () => {
    const late = { ...case1('2031-01-09T18:00:00+03:00'), start: '2031-01-09T10:00:00+03:00' };
    const { code, lines } = await check(
      JSON.stringify({ schedules, cases: { add: [late, case1('2024-01-09T18:00:00+03:00')] } }),
    );
    expect(code).toBe(1);
    expect(lines[0]).toContain('2031');
    expect(lines[1]).toBe('1 right, 1 wrong');
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', '{"cases":[]}'],
    ['a case with an unknown field', JSON.stringify({ schedules, cases: { add: [{ ...case1(''), x: 1 }] } })],
    [
      'an unknown schedule',
      JSON.stringify({ schedules: {}, cases: { add: [case1('2024-01-09T18:00:00Z')] } }),
    ],
  ])('says that a file with %s is no case file', async (_, content) => {
    const { code, lines } = await check(content);
    expect(code).toBe(2);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/can't be read as a file of working-time cases/);
  });

  it('does not call an empty file a success', async () => {
    expect(await check(JSON.stringify({ schedules, cases: {} }))).toEqual({
      code: 1,
      lines: ['0 right, 0 wrong'],
    });
  });

  it('names a file that is not there', async () => {
    const lines: string[] = [];
    expect(await checkFile(join(folder, 'none.json'), 'ru', (line) => lines.push(line))).toBe(2);
    expect(lines[0]).toContain('none.json');
  });
});
