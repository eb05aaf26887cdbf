import type pg from 'pg';
import { type Position } from '#event-sourcing';
import { type HistoryChanges } from '../history/history-recorder.js';
import { HistoryWriter } from '../history/history-writer.js';
import { type PartitionState } from '../history/partition-state.js';
import {
  columnArrays,
  keyArrays,
  type RowStatements,
  rowStatements,
  runStatement,
} from '../tables/row-statements.js';
import { type Row } from '../tables/runnable-projection.js';
import { type TableSet } from '../tables/table-set.js';
import { CopyText } from '../tables/copy-text.js';
import { copies, copyIn } from '../database/copy-in.js';
import { type Write } from '../database/pipelined.js';
import { keyOf, type RowChange } from './fold-batch.js';

type Client = pg.Pool | pg.PoolClient;

/** Reads and writes the tables of one set, a batch in a handful of statements however many rows it has. */
export class BatchWriter {
  readonly #rows: RowStatements;
  readonly #history: HistoryWriter | undefined;
  readonly #keyNames: readonly string[];

  constructor(readonly set: TableSet) {
    this.#rows = rowStatements(set);
    this.#history = set.history && new HistoryWriter(set, set.history);
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
    }>(this.#history.statements.partitions);
    for (const { part, bucket, starts_at: startsAt, changes, live } of rows) {
      found.set(part, { bucket, startsAt, changes, live });
    }
    return found;
  }

  /**
   * What a batch comes to, in the order in which it must be written. Row history goes first: its keyframes copy rows as they
   * stood before the batch.
   *
   * Counted are the rows written, ended or removed, those of row history included.
   */
  writes(changes: ReadonlyMap<string, RowChange>, history: HistoryChanges | undefined): Write[] {
    const writes = (history && this.#history?.writes(history)) ?? [];
    const added: Row[] = [];
    const changed: Row[] = [];
    const removed: string[] = [];
    for (const [key, { before, after }] of changes) {
      if (after === before) continue;
      if (after === undefined) removed.push(key);
      else if (before === undefined) added.push(after);
      else changed.push(after);
    }
    if (removed.length > 0) {
      writes.push((client) => runStatement(client, this.#rows.remove, keyArrays(this.set, removed)));
    }
    if (added.length > 0) writes.push((client) => this.#add(client, added));
    if (changed.length > 0) writes.push((client) => this.#upsert(client, changed));
    return writes;
  }

  /** Rows that were absent: PostgreSQL need not look for them. */
  #add(client: pg.PoolClient, rows: readonly Row[]): Promise<number> {
    if (!copies(client, rows)) return this.#upsert(client, rows);
    const text = new CopyText();
    for (const row of rows) text.add(this.set.columns, row);
    return copyIn(client, this.#rows.copy, text);
  }

  #upsert(client: pg.PoolClient, rows: readonly Row[]): Promise<number> {
    return runStatement(client, this.#rows.upsert, columnArrays(this.set.columns, rows));
  }
}
