import { type Policy } from '#regulation';
import { type DistinctValues, MOST_VALUES } from './distinct-values.js';
import { knownCodes } from './known-codes.js';
import { type Mapping } from './mapping.schema.js';
import { type MappingProblem } from './problems.js';
import { type Use, usesIn } from './uses.js';
import { columnsOf, shortened } from './values.js';

const MOST_SHOWN = 10;

/** Values in the file that the mapping has no word for, found in the first pass. */
export function valueProblems(
  mapping: Mapping,
  policy: Policy,
  distinct: DistinctValues,
): readonly MappingProblem[] {
  return [
    ...activityProblems(mapping, distinct),
    ...usesIn(mapping).flatMap((use) => useProblems(use, policy, distinct)),
  ];
}

function activityProblems(
  { columns, activities, otherActivities }: Mapping,
  distinct: DistinctValues,
): readonly MappingProblem[] {
  if (columns.activity === undefined || activities === undefined || otherActivities !== undefined) return [];
  const unmapped = [...distinct.of(columns.activity)].filter(([name]) => !Object.hasOwn(activities, name));
  if (unmapped.length === 0) return [];
  return [{ code: 'activity-unmapped', params: { column: columns.activity, values: listed(unmapped) } }];
}

function useProblems(
  { where, kind, value }: Use,
  policy: Policy,
  distinct: DistinctValues,
): MappingProblem[] {
  const [column, ...others] = columnsOf(value);
  const known = knownCodes(kind, policy);
  if (column === undefined) return [];
  if (typeof value === 'string' || value.column === undefined) {
    // Codes that are glued together can't be checked before, and the mapping needs no such thing.
    return known === undefined
      ? []
      : [{ code: 'field-wrong', params: { where, command: kind, field: [column, ...others].join(', ') } }];
  }
  const accepts = value.values === undefined ? known : Object.keys(value.values);
  if (accepts === undefined || value.default !== undefined || value.unknown === 'refuse-row') return [];
  const found = distinct.of(column);
  if (found.size > MOST_VALUES)
    return [{ code: 'too-many-values', params: { where, column, most: MOST_VALUES } }];
  const unmapped = [...found].filter(([text]) => text !== '' && !accepts.includes(text));
  if (unmapped.length === 0) return [];
  return [{ code: 'value-unmapped', params: { where, column, values: listed(unmapped) } }];
}

function listed(values: readonly (readonly [string, number])[]): string {
  const shown = values.slice(0, MOST_SHOWN).map(([text, rows]) => `"${shortened(text)}" (${rows})`);
  return shown.join(', ') + (values.length > MOST_SHOWN ? ' …' : '');
}
