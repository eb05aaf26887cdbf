import type pg from 'pg';
import { type Position } from '#event-sourcing';
import { type Write } from '../database/pipelined.js';
import { MIN_BUCKET_CHANGES, type PartitionState } from '../history/partition-state.js';
import { type RunnableProjection } from '../tables/runnable-projection.js';
import { type TableSet } from '../tables/table-set.js';
import { BatchWriter } from './batch-writer.js';
import { type DecodedEvent } from './decoded-batch.js';
import { BatchFold, touch, type TouchedEvents } from './fold-batch.js';
import { RowCache } from './row-cache.js';

export interface FolderOptions {
  /** Rows kept in memory between batches; 10,000 by default, 0 for none. */
  readonly cacheRows?: number;
  /** Changes after which a bucket of row history may end; only tests want another number than 1,000. */
  readonly minBucketChanges?: number;
}

/**
 * Folds batches into one copy of a projection's tables. The live runner, a rebuild and a check all use it, each on its
 * own copy. `fold` changes nothing; `writes` must run in the transaction that moves the checkpoint; `accept` follows the
 * commit. After any error in between a new Folder is to be made, since what is remembered may not be what is stored.
 */
export class Folder {
  readonly writer: BatchWriter;
  readonly handled: ReadonlySet<string>;
  readonly #cache: RowCache;
  readonly #minBucketChanges: number;
  #partitions: Map<string, PartitionState> | undefined;

  constructor(
    readonly projection: RunnableProjection,
    set: TableSet,
    readonly skipped: ReadonlySet<string>,
    options: FolderOptions = {},
  ) {
    this.writer = new BatchWriter(set);
    this.handled = new Set(projection.handles);
    this.#cache = new RowCache(options.cacheRows ?? 10_000);
    this.#minBucketChanges = options.minBucketChanges ?? MIN_BUCKET_CHANGES;
  }

  /**
   * Loads the touched rows that are not in memory and folds the events after `after`.
   *
   * @param onto a fold to go on with, of the events before these; a new one by default.
   */
  async fold(
    client: pg.Pool | pg.PoolClient,
    batch: readonly DecodedEvent[],
    after: Position,
    onto?: BatchFold,
  ): Promise<BatchFold> {
    const touched = touch(this.projection, this.handled, batch, after, this.skipped);
    if (this.projection.addsOnly !== true) await this.#loadMissing(client, touched, onto?.changes);
    this.#partitions ??= await this.writer.loadPartitions(client);
    const folded = onto ?? new BatchFold(this.projection, this.#minBucketChanges, this.#partitions);
    folded.fold(touched, (key) => this.#cache.get(key));
    return folded;
  }

  async #loadMissing(
    client: pg.Pool | pg.PoolClient,
    touched: TouchedEvents,
    changed: ReadonlyMap<string, unknown> | undefined,
  ): Promise<void> {
    const missing = new Set<string>();
    for (const { keys } of touched.events) {
      for (const key of keys) if (!this.#cache.has(key) && changed?.has(key) !== true) missing.add(key);
    }
    const loaded = await this.writer.load(client, [...missing]);
    for (const key of missing) this.#cache.set(key, loaded.get(key));
  }

  /** Statements that write what was folded, in their order, each counting its rows. */
  writes(folded: BatchFold): readonly Write[] {
    return this.writer.writes(folded.changes, folded.history());
  }

  /** What the next fold goes on from: the batch is committed, or is about to be before the next one is. */
  accept(folded: BatchFold): void {
    if (this.projection.addsOnly !== true) {
      for (const [key, { after }] of folded.changes) this.#cache.set(key, after);
    }
    for (const [partition, state] of folded.partitions) this.#partitions?.set(partition, state);
  }

  /** Forgets rows beyond the limit, which are read again when they are needed: all that was accepted must be committed. */
  trim(): void {
    this.#cache.trim();
  }
}
