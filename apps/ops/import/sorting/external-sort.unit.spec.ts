import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExternalSort } from './external-sort.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sort-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('gives what a sort in memory gives, however little memory it has', async () => {
  let runs = 0;
  const items = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.string({ unit: 'binary' })), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(items, fc.integer({ min: 1, max: 70 }), async (values, runSize) => {
      const numbered = values.map(([key, text], place) => ({ key, text, place }));
      const compare = (a: (typeof numbered)[number], b: (typeof numbered)[number]) =>
        a.key - b.key || a.place - b.place;
      const sort = new ExternalSort({ compare, folder, name: `r${(runs += 1)}`, runSize });
      for (const item of numbered) await sort.add(item);
      const sorted: typeof numbered = [];
      for await (const item of sort.sorted()) sorted.push(item);
      expect(sorted).toEqual([...numbered].sort(compare));
    }),
    { numRuns: 60 },
  );
  expect(readdirSync(folder).length).toBeGreaterThan(0);
});
