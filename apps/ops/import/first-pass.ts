import { type Policy } from '#regulation';
import { toInstant } from '#working-time';
import { columnProblems } from './mapping/check-mapping.js';
import { valueProblems } from './mapping/check-values.js';
import { timeReader } from './mapping/date-patterns.js';
import { codeColumns, DistinctValues } from './mapping/distinct-values.js';
import { knownCodes } from './mapping/known-codes.js';
import { type Mapping } from './mapping/mapping.schema.js';
import { MappingRefused, refuseMapping } from './mapping/problems.js';
import { usesIn } from './mapping/uses.js';
import { shortened } from './mapping/values.js';
import { Columns } from './reading/columns.js';
import { readRows } from './reading/read-rows.js';
import { type SourceItem, type TimedRow, type UnreadableCode } from './reading/source-row.js';
import { ExternalSort } from './sorting/external-sort.js';
import { byCaseThenTime, byTime, withRowsBefore } from './sorting/rows-before.js';

export interface FirstPassOptions {
  readonly path: string;
  readonly mapping: Mapping;
  readonly policy: Policy;
  /** For rows that memory does not hold. */
  readonly folder: string;
  readonly runSize?: number;
  readonly onUnreadable: (line: number, code: UnreadableCode) => void;
  readonly onBytes?: (bytes: number) => void;
}

export interface FirstPass {
  readonly columns: Columns;
  readonly readable: number;
  readonly unreadable: number;
  /** By time; rows of one instant in the order of the file. */
  rows(watched: readonly number[]): AsyncIterable<TimedRow>;
}

/**
 * Reads the whole file once: sorts it by time, and finds what the mapping has no word for before any row is imported.
 *
 * @throws MappingRefused
 */
export async function firstPass(options: FirstPassOptions): Promise<FirstPass> {
  const { path, mapping, policy, onUnreadable, onBytes } = options;
  const columns = new Columns();
  const uses = usesIn(mapping);
  const isCode = (use: (typeof uses)[number]) => knownCodes(use.kind, policy) !== undefined;
  const distinct = new DistinctValues(codeColumns(mapping, uses, isCode), columns);
  const sort = sorter(options);
  const timed = rowTimer(mapping, policy, columns);
  const counts = { readable: 0, unreadable: 0, badTimes: 0, sample: '' };
  // In XES a column is known when its first attribute was met; there all are checked at the end.
  let checked = mapping.file.format === 'xes';

  for await (const item of readRows({ path, file: mapping.file, columns, ...(onBytes && { onBytes }) })) {
    if (!checked) {
      refuseUnless(columnProblems(mapping, columns));
      checked = true;
    }
    const row: TimedRow | Unreadable =
      item.kind === 'row' ? timed(item, counts.readable + counts.unreadable) : item;
    if ('kind' in row) {
      counts.unreadable += 1;
      if (row.code === 'time-unreadable') {
        counts.badTimes += 1;
        counts.sample ||= row.sample ?? '';
      }
      onUnreadable(row.line, row.code);
      continue;
    }
    counts.readable += 1;
    distinct.add(row.cells);
    await sort.add(row);
  }
  if (columns.names.length === 0) refuseMapping('file-empty', { path });
  refuseUnless(columnProblems(mapping, columns));
  if (counts.readable === 0 && counts.badTimes > 0) {
    refuseMapping('dates-fit-no-row', { patterns: mapping.dates.join(', '), sample: counts.sample });
  }
  refuseUnless(valueProblems(mapping, policy, distinct));
  return {
    columns,
    readable: counts.readable,
    unreadable: counts.unreadable,
    rows: (watched) => (watched.length === 0 ? sort.sorted() : afterRowsBefore(sort, watched, options)),
  };
}

type Unreadable = Extract<SourceItem, { kind: 'unreadable' }> & { readonly sample?: string };

function rowTimer({ columns: wanted, dates, zone }: Mapping, policy: Policy, columns: Columns) {
  const readTime = timeReader(dates, zone ?? policy.zone);
  return ({ line, cells }: { readonly line: number; readonly cells: readonly string[] }, place: number) => {
    const cell = (reference: string) => cells[columns.indexOf(reference) ?? -1]?.trim() ?? '';
    const caseId = cell(wanted.case);
    const time = cell(wanted.time);
    const wrong = (code: UnreadableCode): Unreadable => ({
      kind: 'unreadable',
      line,
      code,
      sample: shortened(time),
    });
    if (caseId === '') return wrong('case-missing');
    if (time === '') return wrong('time-missing');
    const at = readTime(time);
    return at === undefined
      ? wrong('time-unreadable')
      : ({ at: toInstant(at), place, line, caseId, cells } satisfies TimedRow);
  };
}

/** Sorted by case only where rows must know the one before: a log of activities needs no second sort. */
function sorter({ mapping, folder, runSize }: FirstPassOptions): ExternalSort<TimedRow> {
  const compare = (mapping.changes ?? []).length > 0 ? byCaseThenTime : byTime;
  return new ExternalSort({ compare, folder, name: 'rows', ...(runSize === undefined ? {} : { runSize }) });
}

async function* afterRowsBefore(
  byCase: ExternalSort<TimedRow>,
  watched: readonly number[],
  { folder, runSize }: FirstPassOptions,
): AsyncGenerator<TimedRow> {
  const again = new ExternalSort<TimedRow>({
    compare: byTime,
    folder,
    name: 'rows-by-time',
    ...(runSize === undefined ? {} : { runSize }),
  });
  for await (const row of withRowsBefore(byCase.sorted(), watched)) await again.add(row);
  yield* again.sorted();
}

function refuseUnless(problems: MappingRefused['problems']): void {
  if (problems.length > 0) throw new MappingRefused(problems);
}
