import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Regulation, sampleRegulations } from '#regulation';

const root = join(import.meta.dirname, '..', '..');
const DESKS: Readonly<Record<string, string>> = {
  P: 'equipment-vendor',
  T: 'telecom-software',
  C: 'catalogue-software',
  I: 'internet-provider',
  D: 'equipment-distributor',
};
/** How many rules each text comes to; A is what all have in common. */
const COUNTS = { P: 17, T: 18, C: 11, I: 21, D: 16, A: 5 };

const rows = readFileSync(join(root, 'docs/rules.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, rule, fields, keeper, test, status] = line.split('|').map((cell) => cell.trim());
    return rule && /^[A-Z]\d\d$/.test(rule)
      ? [{ rule, fields: fields ?? '', keeper: keeper ?? '', test: test ?? '', status: status ?? '' }]
      : [];
  });

/** Whether a path like `tariffs[].schedule` leads to a value somewhere in a document. */
function leads(value: unknown, path: readonly string[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return value !== undefined;
  if (typeof value !== 'object' || value === null) return false;
  const next = (value as Record<string, unknown>)[step.replace('[]', '')];
  return step.endsWith('[]')
    ? Array.isArray(next) && next.some((entry) => leads(entry, rest))
    : leads(next, rest);
}

const documentsOf = (letter: string): Regulation[] =>
  sampleRegulations().filter(({ desk }) => (letter in DESKS ? desk === DESKS[letter] : true));

describe('docs/rules.md', () => {
  it('has one row for each of the 88 rules, in order', () => {
    const expected = Object.entries(COUNTS).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, i) => `${letter}${String(i + 1).padStart(2, '0')}`),
    );
    expect(expected).toHaveLength(88);
    expect(rows.map(({ rule }) => rule)).toEqual(expected);
  });

  it.each(rows)(
    '$rule names fields that its desk has, what keeps it, and its status',
    ({ rule, fields, keeper, status }) => {
      expect(keeper).not.toBe('');
      expect(['kept', 'open']).toContain(status);
      if (fields === '—') return;
      for (const document of documentsOf(rule[0]!))
        for (const [, path] of fields.matchAll(/`([^`]+)`/g))
          expect({ rule, path, found: leads(document, path!.split('.')) }).toEqual({
            rule,
            path,
            found: true,
          });
    },
  );

  it.each(rows.filter(({ test, status }) => status === 'kept' || test !== '—'))(
    '$rule has a test that bears its number',
    ({ rule, test }) => {
      const files = [...test.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => join(root, file!));
      expect(files.length).toBeGreaterThan(0);
      for (const file of files) {
        expect(existsSync(file)).toBe(true);
        expect(readFileSync(file, 'utf8')).toContain(`R-${rule}`);
      }
    },
  );
});
