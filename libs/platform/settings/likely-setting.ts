import { SETTINGS, type SettingName } from './definitions.js';

export const FOREIGN_PREFIX = 'HELP_DESK_';
const NAMES = Object.keys(SETTINGS) as SettingName[];

/** Short names (PORT, HOST) are one or two letters away from names that any environment holds (PATH, HOME). */
const SHORTEST_GUESSED = 8;

/**
 * The setting that a variable of the environment was probably meant to be.
 *
 * @returns undefined when the name is a setting, or like none.
 */
export function likelySetting(name: string): SettingName | undefined {
  if (name in SETTINGS) return undefined;
  const bare = name.startsWith(FOREIGN_PREFIX) ? name.slice(FOREIGN_PREFIX.length) : name;
  const upper = bare.toUpperCase().replaceAll('-', '_');
  return NAMES.find(
    (known) =>
      (name !== bare && upper === known) ||
      (known.length >= SHORTEST_GUESSED &&
        Math.abs(known.length - upper.length) < 3 &&
        edits(upper, known) <= 2),
  );
}

/** Levenshtein distance with a swap of neighbours as one edit (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? 0;
}
