import type pg from 'pg';
import { arrayLiteral } from '../tables/array-literal.js';
import { CopyText } from '../tables/copy-text.js';
import { COPY_FROM, copyIn } from '../database/copy-in.js';
import { columnArrays, keyArrays, runStatement } from '../tables/row-statements.js';
import { type HistoryTables, type TableSet } from '../tables/table-set.js';
import {
  type BucketRow,
  type HistoryChanges,
  type SizeRow,
  type StateEnd,
  type StateRow,
} from './history-recorder.js';
import { historyStatements } from './history-statements.js';

/** Writes what a batch adds to the row history of one table. */
export class HistoryWriter {
  readonly statements;

  constructor(
    private readonly set: TableSet,
    private readonly history: HistoryTables,
  ) {
    this.statements = historyStatements(set, history);
  }

  /**
   * Must run before the rows themselves are written: keyframes copy them as they stood before the batch. States end
   * before new ones are there: a bucket has at most one open state of a key, which is the one to end.
   *
   * @returns how many rows were written or ended.
   */
  async write(client: pg.PoolClient, changes: HistoryChanges): Promise<number> {
    const { keyframe, end, buckets, sizes } = this.statements;
    let count = 0;
    for (const { bucket, position, partition, except } of changes.keyframes) {
      const values = [bucket, position, partition, ...keyArrays(this.set, except)];
      count += await runStatement(client, keyframe, values);
    }
    if (changes.ends.length > 0) count += await runStatement(client, end, this.#ends(changes.ends));
    if (changes.states.length > 0) count += await this.#insert(client, changes.states);
    if (changes.buckets.length > 0)
      count += await runStatement(client, buckets, bucketArrays(changes.buckets));
    if (changes.sizes.length > 0) count += await runStatement(client, sizes, sizeArrays(changes.sizes));
    return count;
  }

  #ends(ends: readonly StateEnd[]): string[] {
    const keys = ends.map((end) => end.key);
    return [
      ...keyArrays(this.set, keys),
      array('integer', ends, (end) => end.bucket),
      array('text', ends, (end) => end.partition),
      array('text', ends, (end) => end.to),
    ];
  }

  #insert(client: pg.PoolClient, states: readonly StateRow[]): Promise<number> {
    const { insert, copy } = this.statements;
    if (states.length < COPY_FROM) return runStatement(client, insert, this.#states(states));
    const text = new CopyText();
    for (const { bucket, from, to, row } of states) {
      text.add(this.history.columns, row, `${bucket}\t${from}\t${to ?? '\\N'}\t`);
    }
    return copyIn(client, copy, text);
  }

  #states(states: readonly StateRow[]): (string | Buffer)[] {
    const rows = states.map((state) => state.row);
    return [
      array('integer', states, (state) => state.bucket),
      array('text', states, (state) => state.from),
      array('text', states, (state) => state.to),
      ...columnArrays(this.history.columns, rows),
    ];
  }
}

function bucketArrays(rows: readonly BucketRow[]): string[] {
  return [
    array('text', rows, (row) => row.partition),
    array('integer', rows, (row) => row.bucket),
    array('text', rows, (row) => row.startsAt),
    array('integer', rows, (row) => row.changes),
    array('integer', rows, (row) => row.live),
  ];
}

function sizeArrays(rows: readonly SizeRow[]): string[] {
  return [
    array('text', rows, (row) => row.partition),
    array('text', rows, (row) => row.position),
    array('integer', rows, (row) => row.live),
  ];
}

function array<T>(type: 'integer' | 'text', rows: readonly T[], valueOf: (row: T) => unknown): string {
  return arrayLiteral(type, rows.map(valueOf));
}
