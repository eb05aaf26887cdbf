import { type Columns } from '../reading/columns.js';
import { columnsOf } from './values.js';
import { type Mapping } from './mapping.schema.js';
import { type Use } from './uses.js';

/** A column with more values than this holds no codes. */
export const MOST_VALUES = 10_000;

/** Counts the values of the columns that are turned into codes, so that a wrong mapping is found before the first row. */
export class DistinctValues {
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly indexes = new Map<string, number>();

  constructor(
    references: Iterable<string>,
    private readonly columns: Columns,
  ) {
    for (const reference of references) this.counts.set(reference, new Map());
  }

  add(cells: readonly string[]): void {
    for (const [reference, values] of this.counts) {
      const index = this.indexes.get(reference) ?? this.columns.indexOf(reference);
      if (index === undefined) continue;
      this.indexes.set(reference, index);
      const value = cells[index]?.trim() ?? '';
      if (values.size <= MOST_VALUES || values.has(value)) values.set(value, (values.get(value) ?? 0) + 1);
    }
  }

  /** Rows by value; at most one value more than MOST_VALUES. */
  of(reference: string): ReadonlyMap<string, number> {
    return this.counts.get(reference) ?? new Map();
  }
}

/** Columns whose values must be known: that of the activity, those with a table of values, those that give codes. */
export function codeColumns(
  mapping: Mapping,
  uses: readonly Use[],
  isCode: (use: Use) => boolean,
): Set<string> {
  const { activity } = mapping.columns;
  const fromUses = uses
    .filter((use) => isCode(use) || (typeof use.value !== 'string' && use.value.values !== undefined))
    .flatMap(({ value }) => columnsOf(value));
  return new Set([...(activity === undefined ? [] : [activity]), ...fromUses]);
}
