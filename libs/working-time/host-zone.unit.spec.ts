import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { transformFileSync } from '@swc/core';

const HOST_ZONES = ['UTC', 'Europe/Moscow', 'Asia/Vladivostok', 'America/New_York'];
const here = dirname(fileURLToPath(import.meta.url));

/** Asks the compiled library about several zones over clock changes, and prints the host's offsets with the answers. */
const PROBE = `
import * as w from './index.js';
const answers = [];
for (const zone of ['Europe/Moscow', 'Europe/Berlin', 'America/New_York', 'Asia/Vladivostok', 'America/Santiago']) {
  for (const shift of [['09:00', '18:00'], ['22:00', '06:00'], ['01:30', '02:30']]) {
    const time = w.compileWorkingTime({
      schedule: { weekly: [{ days: [1, 2, 3, 4, 5, 6], from: shift[0], to: shift[1] }],
        followsHolidays: true, opensOnWorkingWeekends: true, shortensPreHolidays: true },
      calendar: w.builtInCalendars.ru, zone });
    for (let at = Date.UTC(2021, 0, 10, 11, 7); at < Date.UTC(2027, 10, 1); at += 7.3e8) {
      const due = time.add(at, 3.6e7);
      answers.push(due, time.subtract(at, 3e6), time.between(at, due + 1e9), time.nextOpening(at),
        time.workingDay(at, 14, { ends: 'midnight' }), time.workingDay(at, 3, { ends: 'closing', receiptRollsForward: true }),
        time.dateOf(at), w.localDate(at, zone), w.localDateTime(at, zone), w.toInstant(at),
        w.instantOfLocal('2026-03-29T02:30:00', zone), w.startOfLocalDay(time.dateOf(at), zone),
        JSON.stringify(time.stretches(at, at + 3e8)));
    }
  }
}
answers.push(JSON.stringify(w.draftYear(w.builtInCalendars.ru, 2030)));
const host = [new Date(2026, 0, 1).getTimezoneOffset(), new Date(2026, 6, 1).getTimezoneOffset()];
console.log(JSON.stringify({ host, answers }));
`;

describe('the zone of the host', () => {
  let folder: string;
  beforeAll(() => {
    // Inside node_modules, so that the compiled copy finds its packages.
    const cache = join(here, '../../node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    folder = mkdtempSync(join(cache, 'working-time-'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const entry of readdirSync(here, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.spec.ts')) continue;
      const source = join(entry.parentPath, entry.name);
      const target = join(folder, relative(here, source));
      mkdirSync(dirname(target), { recursive: true });
      if (entry.name.endsWith('.ts'))
        writeFileSync(target.replace(/\.ts$/, '.js'), transformFileSync(source, { sourceMaps: false }).code);
      else copyFileSync(source, target);
    }
    writeFileSync(join(folder, 'probe.js'), PROBE);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('changes no answer', () => {
    const [first, ...others] = HOST_ZONES.map((zone) => {
      const output = execFileSync(process.execPath, [join(folder, 'probe.js')], {
        env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      return JSON.parse(output) as { host: number[]; answers: unknown[] };
    });
    expect(first!.answers.length).toBeGreaterThan(10_000);
    for (const other of others) expect(other.answers).toEqual(first!.answers);
    // The hosts did differ, or the comparison says nothing.
    expect(new Set([first!, ...others].map(({ host }) => host.join())).size).toBe(HOST_ZONES.length);
  });
});
