import { createHash } from 'node:crypto';
import { derivedId } from '#event-sourcing';
import { type Columns } from '../reading/columns.js';
import { type TimedRow } from '../reading/source-row.js';

/** Fixed for ever: rows that were imported under it must be known again. */
const ROWS = 'f4b0c3b6-9a0e-5d0d-8a8c-2f9d7e0e4a55';

/**
 * The id of a row's command: of what the row says, and of how many equal ones stood before it. Not of its line: the same row is
 * the same command in a longer export too. Rows come by time, and equal rows have equal instants, so only those of the present
 * instant are counted.
 */
export class RowIdentity {
  private instant = '';
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly desk: string,
    private readonly columns: Columns,
  ) {}

  commandId(row: TimedRow): string {
    if (row.at !== this.instant) {
      this.instant = row.at;
      this.seen.clear();
    }
    const digest = this.digest(row);
    const nth = (this.seen.get(digest) ?? 0) + 1;
    this.seen.set(digest, nth);
    return derivedId(ROWS, this.desk, row.caseId, row.at, digest, nth);
  }

  /** Empty cells don't count, nor does the order of the columns: an export with one more column holds the same rows. */
  private digest({ cells }: TimedRow): string {
    const hash = createHash('sha256');
    for (const index of this.order()) {
      const cell = cells[index] ?? '';
      if (cell !== '') hash.update(JSON.stringify([this.columns.names[index], cell]));
    }
    return hash.digest('base64url');
  }

  private sorted: readonly number[] = [];

  private order(): readonly number[] {
    const { names } = this.columns;
    if (this.sorted.length !== names.length) {
      this.sorted = names
        .map((name, index) => ({ name, index }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ index }) => index);
    }
    return this.sorted;
  }
}
