import iconv from 'iconv-lite';
import { type Policy } from '#regulation';
import { isZone } from '#working-time';
import { type Columns } from '../reading/columns.js';
import { COMMAND_FIELDS, isImportable } from './command-catalogue.js';
import { timeReader } from './date-patterns.js';
import { knownCodes } from './known-codes.js';
import { type Mapping } from './mapping.schema.js';
import { type MappingProblem } from './problems.js';
import { commandsIn, type PlacedCommand, type Use, usesIn } from './uses.js';
import { columnsOf, constantOf } from './values.js';

/** What is wrong with a mapping by itself and for this desk, whatever the file holds. */
export function mappingProblems(mapping: Mapping, policy: Policy): readonly MappingProblem[] {
  return [
    ...shapeProblems(mapping),
    ...commandsIn(mapping).flatMap(commandProblems),
    ...usesIn(mapping).flatMap((use) => codeProblems(use, policy)),
  ];
}

/** Columns that the file does not have. */
export function columnProblems(mapping: Mapping, columns: Columns): readonly MappingProblem[] {
  const { case: caseColumn, time, activity } = mapping.columns;
  const wanted = [
    { where: 'columns.case', column: caseColumn },
    { where: 'columns.time', column: time },
    ...(activity === undefined ? [] : [{ where: 'columns.activity', column: activity }]),
    ...usesIn(mapping).flatMap(({ where, value }) => columnsOf(value).map((column) => ({ where, column }))),
    ...(mapping.changes ?? []).map(({ column }, i) => ({ where: `changes[${i}]`, column })),
    ...commandsIn(mapping).flatMap(({ where, command }) =>
      Object.keys(command.when?.columns ?? {}).map((column) => ({ where: `${where}.when`, column })),
    ),
  ];
  const known = columns.names.join(', ').slice(0, 500);
  return wanted
    .filter(({ column }) => columns.indexOf(column) === undefined)
    .map(({ where, column }) => ({ code: 'column-unknown', params: { where, column, known } }));
}

function shapeProblems({
  shape,
  columns,
  activities,
  changes,
  zone,
  dates,
  file,
}: Mapping): MappingProblem[] {
  const problems: MappingProblem[] = [];
  const lacksActivity = columns.activity === undefined || activities === undefined;
  if (shape === 'activity-rows' && lacksActivity) {
    problems.push({ code: 'mapping-shape', params: { shape, needs: 'columns.activity, activities' } });
  }
  if (shape === 'state-rows' && changes === undefined) {
    problems.push({ code: 'mapping-shape', params: { shape, needs: 'changes' } });
  }
  if (!iconv.encodingExists(file.encoding)) {
    problems.push({ code: 'encoding-unknown', params: { encoding: file.encoding } });
  }
  if (zone !== undefined && !isZone(zone)) problems.push({ code: 'zone-unknown', params: { zone } });
  for (const pattern of dates) {
    try {
      timeReader([pattern], 'UTC');
    } catch {
      problems.push({ code: 'date-pattern-wrong', params: { pattern } });
    }
  }
  return problems;
}

function commandProblems({ where, command }: PlacedCommand): MappingProblem[] {
  const { command: name } = command;
  if (!isImportable(name)) {
    const known = Object.keys(COMMAND_FIELDS).join(', ');
    return [{ code: 'command-unknown', params: { where, command: name, known } }];
  }
  const fields = COMMAND_FIELDS[name];
  const given = command.with ?? {};
  const unknown = Object.keys(given).filter((field) => fields[field] === undefined);
  const missing = Object.entries(fields)
    .filter(
      ([field, { kind, optional }]) => optional !== true && kind !== 'channel' && given[field] === undefined,
    )
    .map(([field]) => field);
  const wrong = Object.entries(given).filter(([field, argument]) => {
    const kind = fields[field]?.kind;
    if (typeof argument === 'boolean') return kind !== undefined && kind !== 'boolean';
    if (typeof argument === 'number') return kind !== undefined && kind !== 'integer';
    return Array.isArray(argument) && kind !== undefined && kind !== 'codes';
  });
  return [
    ...unknown.map((field) => ({ code: 'field-unknown', params: { where, command: name, field } }) as const),
    ...missing.map((field) => ({ code: 'field-missing', params: { where, command: name, field } }) as const),
    ...wrong.map(([field]) => ({ code: 'field-wrong', params: { where, command: name, field } }) as const),
  ];
}

/** Codes that stand in the mapping itself. */
function codeProblems({ where, kind, value }: Use, policy: Policy): MappingProblem[] {
  const known = knownCodes(kind, policy);
  if (known === undefined) return [];
  const constant = constantOf(value);
  const given =
    typeof value === 'string' ? [constant] : [constant, ...Object.values(value.values ?? {}), value.default];
  return given
    .filter((code): code is string => code !== undefined && !known.includes(code))
    .map((code) => ({ code: 'code-unknown', params: { where, value: code, known: known.join(', ') } }));
}
