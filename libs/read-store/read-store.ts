import type pg from 'pg';
import { type DataSource } from 'typeorm';
import { type EventStore, type Position } from '#event-sourcing';
import { type Basis } from './basis/basis.js';
import { positionHere } from './basis/position-here.js';
import { type ConnectionOptions, openDataSource } from './database/data-source.js';
import { pipelinedPool } from './database/pipelined.js';
import { ForeignReadStore } from './errors.js';
import { type ProjectionRow, projectionRows } from './control/projection-rows.js';
import { PositionSignal } from './positions/position-signal.js';
import { type Reached, waitForPosition } from './positions/wait-for-position.js';
import { BuiltViews } from './views/built-views.js';
import { queryView, type ViewAnswer } from './views/query-view.js';

export interface ReadStoreOptions extends ConnectionOptions {
  /** Identity of the log that the read models are built from. */
  readonly logId: string;
  /** That log itself; without it a basis of a log that it was copied from is a foreign one. */
  readonly log?: Pick<EventStore, 'readAll'>;
}

/** The database of the read models: connections, what stands in it, and how far it has come. */
export class ReadStore {
  private readonly built: BuiltViews;

  private constructor(
    readonly logId: string,
    readonly dataSource: DataSource,
    readonly pool: pg.Pool,
    /** One connection whose statements don't wait for each other. */
    readonly pipelined: pg.Pool,
    /** Wakes those who wait for a position. */
    readonly positions: PositionSignal,
    private readonly log: Pick<EventStore, 'readAll'> | undefined,
  ) {
    this.built = new BuiltViews(pool);
  }

  /** @throws ForeignReadStore when the read models there were built from another log. */
  static async open(options: ReadStoreOptions): Promise<ReadStore> {
    const { dataSource, pool } = await openDataSource(options);
    try {
      await pool.query('INSERT INTO read.source (log_id) VALUES ($1) ON CONFLICT DO NOTHING', [
        options.logId,
      ]);
      const { rows } = await pool.query<{ log_id: string }>('SELECT log_id FROM read.source');
      const builtFrom = rows[0]?.log_id ?? '';
      if (builtFrom !== options.logId) throw new ForeignReadStore(builtFrom, options.logId);
      const signal = new PositionSignal(pool, options.url);
      return new ReadStore(options.logId, dataSource, pool, pipelinedPool(options), signal, options.log);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  }

  /** All projections with state, position and failure: health and `ops projections list` show it. */
  status(): Promise<readonly ProjectionRow[]> {
    return projectionRows(this.pool);
  }

  /**
   * Rows from the live version of a projection, and the position that they show: both of one instant.
   *
   * @param sql a SELECT from the view `read.<table>`, with parameters from $1 on.
   * @throws UnknownProjection when no version is live.
   */
  query<R extends object>(
    projection: string,
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<ViewAnswer<R>> {
    return queryView<R>(this.pool, projection, sql, params);
  }

  /**
   * Waits until the live version of a projection has come to a position, at most `timeoutMs`.
   *
   * @returns stale when it has not; the answer is then late rather than wrong, and is marked so.
   * @throws UnknownProjection when no version is live.
   */
  waitForPosition(projection: string, position: Position, timeoutMs: number): Promise<Reached> {
    return waitForPosition(this.pool, this.positions, projection, position, timeoutMs);
  }

  /**
   * Whether the live version has been at the head of the log: until then its answers lack what was long there.
   *
   * @throws UnknownProjection when no version is live.
   */
  isBuilt(projection: string): Promise<boolean> {
    return this.built.has(projection);
  }

  /**
   * A basis of a log that this one was copied from, as a basis of this log: the same data lies before it. Any other basis
   * as it is.
   *
   * @param upTo where the view stands that is to answer.
   * @throws BasisError `position-unknown`, `position-not-reached`
   */
  async basisHere(basis: Basis, upTo: Position): Promise<Basis> {
    if (basis.logId === this.logId || this.log === undefined) return basis;
    const position = await positionHere(this, this.log, basis, upTo);
    return position === undefined ? basis : { ...basis, logId: this.logId, position };
  }

  async close(): Promise<void> {
    await this.positions.close();
    await this.pipelined.end();
    await this.dataSource.destroy();
  }
}

export function openReadStore(options: ReadStoreOptions): Promise<ReadStore> {
  return ReadStore.open(options);
}
