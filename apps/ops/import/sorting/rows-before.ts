import { type TimedRow } from '../reading/source-row.js';

export function byTime(a: TimedRow, b: TimedRow): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.place - b.place;
}

export function byCaseThenTime(a: TimedRow, b: TimedRow): number {
  if (a.caseId !== b.caseId) return a.caseId < b.caseId ? -1 : 1;
  return byTime(a, b);
}

/** Gives each row what the watched columns held in the row before of the same case. @param rows by case, then by time. */
export async function* withRowsBefore(
  rows: AsyncIterable<TimedRow>,
  watched: readonly number[],
): AsyncGenerator<TimedRow> {
  let last: TimedRow | undefined;
  for await (const row of rows) {
    const known = last?.caseId === row.caseId ? last : undefined;
    yield known === undefined ? row : { ...row, before: watched.map((i) => known.cells[i] ?? '') };
    last = row;
  }
}
