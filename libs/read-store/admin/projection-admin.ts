import { randomUUID } from 'node:crypto';
import { type EventStore, type Position } from '#event-sourcing';
import { type ProjectionRow } from '../control/projection-rows.js';
import { switchVersion } from '../control/switch-version.js';
import { inTransaction } from '../database/transaction.js';
import { Busy, UnknownProjection, WrongProjectionState } from '../errors.js';
import { withLease } from '../leases/with-lease.js';
import { type ReadStore } from '../read-store.js';
import { type DecodeBatch } from '../runner/decoded-batch.js';
import { type FolderOptions } from '../runner/folder.js';
import { DDL_LOCK } from '../tables/ensure-version.js';
import { dropTables } from '../tables/table-ddl.js';
import { type RunnableProjection, viewName } from '../tables/runnable-projection.js';
import { type Difference } from './compare-tables.js';
import { findProjection } from './projection-ref.js';
import { rebuild } from './rebuild.js';
import { type CopySources } from './table-copy.js';
import { type Verified, verify } from './verify.js';

export interface ProjectionAdminOptions extends FolderOptions {
  readonly readStore: ReadStore;
  readonly store: EventStore;
  readonly decode: DecodeBatch;
  readonly projections: readonly RunnableProjection[];
  readonly batchSize?: number;
}

/**
 * What an operator does with projections. A reference is `queue` (its live version) or `queue@3`.
 *
 * A runner notices within a second. Every method throws UnknownProjection for a reference to nothing.
 */
export class ProjectionAdmin {
  readonly #sources: CopySources;

  constructor(private readonly options: ProjectionAdminOptions) {
    const { readStore, store, decode, batchSize = 5_000, cacheRows, minBucketChanges } = options;
    this.#sources = {
      pool: readStore.pool,
      store,
      decode,
      batchSize,
      folder: {
        ...(cacheRows === undefined ? {} : { cacheRows }),
        ...(minBucketChanges === undefined ? {} : { minBucketChanges }),
      },
    };
  }

  list(): Promise<readonly ProjectionRow[]> {
    return this.options.readStore.status();
  }

  /** @throws WrongProjectionState unless it runs. */
  pause(ref: string): Promise<void> {
    return this.#change(ref, ['new', 'booting', 'active'], 'paused');
  }

  /** Lets a paused version go on, or a failed one try its event again. @throws WrongProjectionState */
  resume(ref: string): Promise<void> {
    return this.#change(ref, ['paused', 'failed'], 'booting');
  }

  /**
   * Passes over the event that a version failed at, for good: rebuilds leave it out as well.
   *
   * @throws WrongProjectionState unless it failed at just that position.
   */
  async skip(ref: string, position: Position, reason: string): Promise<void> {
    await inTransaction(this.options.readStore.pool, async (client) => {
      const row = await findProjection(client, ref);
      if (row.state !== 'failed' || row.error?.position !== position) {
        throw new WrongProjectionState(viewName(row), row.state, `failed at ${position}`);
      }
      await client.query(
        `INSERT INTO read.skipped (name, version, position, event_id, reason) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (name, version, position) DO NOTHING`,
        [row.name, row.version, position, row.error.eventId, reason],
      );
      await client.query(
        `UPDATE read.projections SET state = 'booting', error = NULL WHERE name = $1 AND version = $2`,
        [row.name, row.version],
      );
    });
  }

  /** Points the projection's view at a version, in one transaction. */
  async switch(ref: string): Promise<void> {
    await switchVersion(this.options.readStore.pool, await findProjection(this.options.readStore.pool, ref));
  }

  /** Drops a version that is not live, with its row history. @throws WrongProjectionState when it is live. */
  async drop(ref: string): Promise<void> {
    await inTransaction(this.options.readStore.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [DDL_LOCK]);
      const row = await findProjection(client, ref);
      if (row.live) throw new WrongProjectionState(viewName(row), 'live', 'not live');
      await client.query('DELETE FROM read.projections WHERE name = $1 AND version = $2', [
        row.name,
        row.version,
      ]);
      await client.query('DELETE FROM read.skipped WHERE name = $1 AND version = $2', [
        row.name,
        row.version,
      ]);
      await client.query(dropTables(`${row.table}_v${row.version}`));
    });
  }

  /** @see rebuild @throws Busy when it is being rebuilt already. */
  rebuild(ref: string): Promise<Position> {
    return this.#alone('rebuild', ref, (projection) => rebuild(this.#sources, projection));
  }

  /** @see verify @throws Busy when it is being verified already. */
  verify(ref: string, onDifference: (difference: Difference) => void = () => undefined): Promise<Verified> {
    return this.#alone('verify', ref, (projection) => verify(this.#sources, projection, onDifference));
  }

  async #change(
    ref: string,
    from: readonly ProjectionRow['state'][],
    to: 'paused' | 'booting',
  ): Promise<void> {
    const { pool } = this.options.readStore;
    const row = await findProjection(pool, ref);
    const { rowCount } = await pool.query(
      `UPDATE read.projections SET state = $3, error = NULL, updated_at = clock_timestamp()
       WHERE name = $1 AND version = $2 AND state = ANY ($4)`,
      [row.name, row.version, to, from],
    );
    if (rowCount !== 1) throw new WrongProjectionState(viewName(row), row.state, from.join(' or '));
  }

  async #alone<T extends object | string>(
    what: string,
    ref: string,
    work: (projection: RunnableProjection) => Promise<T>,
  ): Promise<T> {
    const { readStore, projections } = this.options;
    const row = await findProjection(readStore.pool, ref);
    const projection = projections.find((p) => p.name === row.name && p.version === row.version);
    // Its code is in another release: it can be read, but not be built.
    if (projection === undefined) throw new UnknownProjection(viewName(row));
    const lease = `${what}:${viewName(row)}`;
    const done = await withLease(readStore.pool, lease, { holder: randomUUID(), patienceMs: 0 }, () =>
      work(projection),
    );
    if (done === undefined) throw new Busy(lease);
    return done;
  }
}
