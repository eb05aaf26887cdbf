import type pg from 'pg';
import { type Position } from '#event-sourcing';
import { type HistoryChanges } from '../history/history-recorder.js';
import { type HistoryStatements, historyStatements } from '../history/history-statements.js';
import { type PartitionState } from '../history/partition-state.js';
import { arrayLiteral } from '../tables/array-literal.js';
import {
  columnArrays,
  keyArrays,
  type RowStatements,
  rowStatements,
  type Statement,
} from '../tables/row-statements.js';
import { type Row } from '../tables/runnable-projection.js';
import { type TableSet } from '../tables/table-set.js';
import { keyOf, type RowChange } from './fold-batch.js';

type Client = pg.Pool | pg.PoolClient;

/** Reads and writes the tables of one set, a batch in a handful of statements however many rows it has. */
export class BatchWriter {
  readonly #rows: RowStatements;
  readonly #history: HistoryStatements | undefined;
  readonly #keyNames: readonly string[];

  constructor(readonly set: TableSet) {
    this.#rows = rowStatements(set);
    this.#history = set.history && historyStatements(set, set.history);
    this.#keyNames = set.key.map((column) => column.name);
  }

  /** @returns the rows that exist, by key. */
  async load(client: Client, keys: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const found = new Map<string, Row>();
    if (keys.length === 0) return found;
    const { rows } = await client.query<Record<string, unknown>>({
      ...this.#rows.load,
      values: keyArrays(this.set, keys),
    });
    for (const row of rows) found.set(keyOf(this.#keyNames, row), row);
    return found;
  }

  /** @returns the current bucket of every partition. */
  async loadPartitions(client: Client): Promise<Map<string, PartitionState>> {
    const found = new Map<string, PartitionState>();
    if (this.#history === undefined) return found;
    const { rows } = await client.query<{
      part: string;
      bucket: number;
      starts_at: Position;
      changes: number;
      live: number;
    }>(this.#history.partitions);
    for (const { part, bucket, starts_at: startsAt, changes, live } of rows) {
      found.set(part, { bucket, startsAt, changes, live });
    }
    return found;
  }

  /** Row history goes first: its keyframes copy rows as they stood before the batch. */
  async write(
    client: pg.PoolClient,
    changes: ReadonlyMap<string, RowChange>,
    history: HistoryChanges | undefined,
  ): Promise<void> {
    if (history !== undefined && this.#history !== undefined)
      await this.#writeHistory(client, history, this.#history);
    const written: Row[] = [];
    const removed: string[] = [];
    for (const [key, { before, after }] of changes) {
      if (after === before) continue;
      if (after !== undefined) written.push(after);
      else if (before !== undefined) removed.push(key);
    }
    if (removed.length > 0) await run(client, this.#rows.remove, keyArrays(this.set, removed));
    if (written.length > 0) await run(client, this.#rows.upsert, columnArrays(this.set.columns, written));
  }

  async #writeHistory(
    client: pg.PoolClient,
    changes: HistoryChanges,
    statements: HistoryStatements,
  ): Promise<void> {
    const { keyframes, ends, states, buckets, sizes } = changes;
    for (const { bucket, position, partition, except } of keyframes) {
      await run(client, statements.keyframe, [bucket, position, partition, ...keyArrays(this.set, except)]);
    }
    // Before the new states are there: a bucket has at most one open state of a key, which is the one to end.
    if (ends.length > 0) {
      await run(client, statements.end, [
        ...keyArrays(
          this.set,
          ends.map((end) => end.key),
        ),
        arrayLiteral(
          'integer',
          ends.map((end) => end.bucket),
        ),
        arrayLiteral(
          'text',
          ends.map((end) => end.partition),
        ),
        arrayLiteral(
          'text',
          ends.map((end) => end.to),
        ),
      ]);
    }
    if (states.length > 0) {
      await run(client, statements.insert, [
        arrayLiteral(
          'integer',
          states.map((state) => state.bucket),
        ),
        arrayLiteral(
          'text',
          states.map((state) => state.from),
        ),
        arrayLiteral(
          'text',
          states.map((state) => state.to),
        ),
        ...columnArrays(
          this.set.columns,
          states.map((state) => state.row),
        ),
      ]);
    }
    if (buckets.length > 0) {
      await run(client, statements.buckets, [
        arrayLiteral(
          'text',
          buckets.map((row) => row.partition),
        ),
        arrayLiteral(
          'integer',
          buckets.map((row) => row.bucket),
        ),
        arrayLiteral(
          'text',
          buckets.map((row) => row.startsAt),
        ),
        arrayLiteral(
          'integer',
          buckets.map((row) => row.changes),
        ),
        arrayLiteral(
          'integer',
          buckets.map((row) => row.live),
        ),
      ]);
    }
    if (sizes.length > 0) {
      await run(client, statements.sizes, [
        arrayLiteral(
          'text',
          sizes.map((row) => row.partition),
        ),
        arrayLiteral(
          'text',
          sizes.map((row) => row.position),
        ),
        arrayLiteral(
          'integer',
          sizes.map((row) => row.live),
        ),
      ]);
    }
  }
}

async function run(client: pg.PoolClient, { name, text }: Statement, values: unknown[]): Promise<void> {
  await client.query({ name, text, values });
}
