import type pg from 'pg';
import { BEGINNING, type EventStore, type Position } from '#event-sourcing';
import { skippedPositions, type ProjectionFailure } from '../control/projection-rows.js';
import { failureOf } from '../control/failure-of.js';
import { BEGIN_FOLD, inTransaction } from '../database/transaction.js';
import { runWrites } from '../database/pipelined.js';
import { ReadStoreError } from '../errors.js';
import { type DecodeBatch, decodeEvents } from '../runner/decoded-batch.js';
import { Folder, type FolderOptions } from '../runner/folder.js';
import { createTables, dropTables } from '../tables/table-ddl.js';
import { type RunnableProjection, viewName } from '../tables/runnable-projection.js';
import { tableSet, type TableSet } from '../tables/table-set.js';

export interface CopySources {
  readonly pool: pg.Pool;
  readonly store: EventStore;
  readonly decode: DecodeBatch;
  readonly folder: FolderOptions;
  /** Events read at a time. */
  readonly batchSize: number;
}

/** The log holds an event that this projection can't fold. */
export class PoisonEvent extends ReadStoreError {
  readonly code = 'poison-event';
  constructor(
    readonly projection: string,
    readonly failure: ProjectionFailure,
  ) {
    super(`${projection} can't fold event ${failure.eventId} at ${failure.position}: ${failure.reason}`);
  }
}

/**
 * Tables of one version built beside those that queries read, from the beginning of the log. Nobody sees them; a copy
 * that is left over from a killed run is thrown away by the next.
 */
export class TableCopy {
  #position: Position = BEGINNING;

  private constructor(
    private readonly sources: CopySources,
    private readonly projection: RunnableProjection,
    readonly set: TableSet,
    private readonly folder: Folder,
  ) {}

  static async make(
    sources: CopySources,
    projection: RunnableProjection,
    suffix: '_rebuild' | '_verify',
  ): Promise<TableCopy> {
    const set = tableSet(projection, suffix);
    await inTransaction(sources.pool, async (client) => {
      await client.query(dropTables(set.base));
      for (const statement of createTables(set)) await client.query(statement);
    });
    const skipped = await skippedPositions(sources.pool, projection);
    return new TableCopy(sources, projection, set, new Folder(projection, set, skipped, sources.folder));
  }

  get position(): Position {
    return this.#position;
  }

  /**
   * Folds the log up to a position (inclusive), in transactions of its own, or in the caller's.
   *
   * @throws PoisonEvent
   */
  async advance(upTo: Position, client?: pg.PoolClient): Promise<void> {
    const { pool, store, batchSize } = this.sources;
    const filter = { types: [...this.folder.handled].sort() };
    while (this.#position < upTo) {
      const page = await store.readAll({ after: this.#position, upTo, limit: batchSize, filter });
      const personal = this.projection.needsPersonal === true ? 'decrypt' : 'omit';
      const decoded = await decodeEvents(this.sources.decode, page.events, personal);
      const folded = await this.folder.fold(client ?? pool, decoded, this.#position);
      if (folded.poison !== undefined) {
        throw new PoisonEvent(viewName(this.projection), failureOf(folded.poison.event, folded.poison.error));
      }
      if (client === undefined)
        await inTransaction(pool, (own) => runWrites(own, this.folder.writes(folded)), BEGIN_FOLD);
      else await runWrites(client, this.folder.writes(folded));
      this.folder.accept(folded);
      this.folder.trim();
      // A page that leads no further has nothing left to read below `upTo`.
      this.#position = page.position > this.#position ? page.position : upTo;
    }
  }

  async drop(): Promise<void> {
    await this.sources.pool.query(dropTables(this.set.base));
  }
}
