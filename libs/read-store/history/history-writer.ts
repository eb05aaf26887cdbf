import type pg from 'pg';
import { arrayLiteral } from '../tables/array-literal.js';
import { CopyText } from '../tables/copy-text.js';
import { copies, copyIn } from '../database/copy-in.js';
import { type Write } from '../database/pipelined.js';
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
   */
  writes(changes: HistoryChanges): Write[] {
    const { keyframe, end, buckets, sizes } = this.statements;
    const writes: Write[] = changes.keyframes.map(({ bucket, position, partition, except }) => (client) => {
      const values = [bucket, position, partition, ...keyArrays(this.set, except)];
      return runStatement(client, keyframe, values);
    });
    const whenAny = (rows: readonly unknown[], write: Write) => rows.length > 0 && writes.push(write);
    whenAny(changes.ends, (client) => runStatement(client, end, this.#ends(changes.ends)));
    whenAny(changes.states, (client) => this.#insert(client, changes.states));
    whenAny(changes.buckets, (client) => runStatement(client, buckets, bucketArrays(changes.buckets)));
    whenAny(changes.sizes, (client) => runStatement(client, sizes, sizeArrays(changes.sizes)));
    return writes;
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
    if (!copies(client, states)) return runStatement(client, insert, this.#states(states));
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
