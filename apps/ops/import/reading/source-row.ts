/** Why a row of the file can't be read at all. */
export type UnreadableCode =
  | 'row-malformed'
  | 'row-cells'
  | 'row-encoding'
  | 'row-characters'
  | 'case-missing'
  | 'time-missing'
  | 'time-unreadable';

export type SourceItem =
  | {
      readonly kind: 'row';
      /** First line of the row in the file, from 1. */
      readonly line: number;
      readonly cells: readonly string[];
    }
  | { readonly kind: 'unreadable'; readonly line: number; readonly code: UnreadableCode };

/** A row with its instant and its place in the file, which orders rows of one instant. */
export interface TimedRow {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly place: number;
  readonly line: number;
  readonly caseId: string;
  readonly cells: readonly string[];
  /** Cells of the same ticket's row before, those that changes look at; absent on its first row. */
  readonly before?: readonly string[];
}

/** With the flag `u` a pair counts as one character, so that only halves match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A row that no store could keep as it is, or that was decoded by the wrong encoding. */
export function wrongCharacters(cells: readonly string[]): UnreadableCode | undefined {
  for (const cell of cells) {
    if (cell.includes('\uFFFD')) return 'row-encoding';
    if (cell.includes('\u0000') || LONE_SURROGATE.test(cell)) return 'row-characters';
  }
  return undefined;
}
