import { randomUUID } from 'node:crypto';
import { type EventStore } from '#event-sourcing';
import { type HeldLease, withLease } from '../leases/with-lease.js';
import { pause } from '../leases/pause.js';
import { type ReadStore } from '../read-store.js';
import { ensureVersion } from '../tables/ensure-version.js';
import { type RunnableProjection } from '../tables/runnable-projection.js';
import { type DecodeBatch } from './decoded-batch.js';
import { type FolderOptions } from './folder.js';
import { type ProjectionObserver } from './observer.js';
import { runSession, type SessionOptions } from './session.js';

export interface ProjectionRunnerOptions extends FolderOptions {
  readonly readStore: ReadStore;
  readonly store: EventStore;
  /** The codec's `decodeBatch`. */
  readonly decode: DecodeBatch;
  readonly projections: readonly RunnableProjection[];
  readonly observer?: ProjectionObserver;
  /**
   * Name of the lease: processes of one name stand by for each other, and one of them runs all its projections.
   * Runners of different names work side by side, on different projections. `projections` by default.
   */
  readonly lease?: string;
  /** Names this process; random by default. */
  readonly holder?: string;
  /** Milliseconds; a killed owner is followed after this time and a quarter. 3,000 by default. */
  readonly leaseTtlMs?: number;
  /** Events of one batch at most at the head; 500 by default. */
  readonly batchSize?: number;
  /** Events folded before their rows are written, while far behind; 10,000 by default. */
  readonly bootBatchSize?: number;
  /** Events held decoded at a time meanwhile; 1,000 by default. */
  readonly bootPageSize?: number;
  /** Whether a later version goes live by itself as soon as it has caught up; `automatic` by default. */
  readonly switching?: 'automatic' | 'manual';
  /** How often an operator's resume is looked for, milliseconds; 1,000 by default. */
  readonly controlMs?: number;
}

const RETRY_MS = { first: 50, most: 5_000 };

/**
 * Runs projections while this process holds their lease, and stands by otherwise. Survives losses of the lease, the
 * log and the server: it goes on from what is committed.
 *
 * Exactly once: rows and checkpoint commit together, and only from the position and epoch that this owner knows.
 */
export class ProjectionRunner {
  readonly #options: ProjectionRunnerOptions;
  readonly #holder: string;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #owner = false;

  constructor(options: ProjectionRunnerOptions) {
    this.#options = options;
    this.#holder = options.holder ?? randomUUID();
  }

  /** Whether this process is the one that runs the projections now. */
  get isOwner(): boolean {
    return this.#owner;
  }

  /** @throws ProjectionShapeChanged, or whatever keeps the tables from being made; then nothing runs. */
  async start(): Promise<void> {
    for (const projection of this.#options.projections) {
      await ensureVersion(this.#options.readStore.pool, projection);
    }
    this.#running ??= this.#run();
  }

  /** Ends the batch under way, gives up the lease. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { readStore, observer = {}, lease = 'projections', leaseTtlMs } = this.#options;
    const { signal } = this.#stopping;
    let retryMs = RETRY_MS.first;
    while (!signal.aborted) {
      const started = performance.now();
      try {
        const options = {
          holder: this.#holder,
          signal,
          ...(leaseTtlMs === undefined ? {} : { ttlMs: leaseTtlMs }),
        };
        await withLease(readStore.pool, lease, options, (held) => this.#own(held, lease));
      } catch (error) {
        observer.interrupted?.(error);
        if (performance.now() - started > RETRY_MS.most) retryMs = RETRY_MS.first;
        await pause(retryMs, signal);
        retryMs = Math.min(retryMs * 2, RETRY_MS.most);
      }
    }
  }

  async #own(held: HeldLease, lease: string): Promise<void> {
    const { observer = {} } = this.#options;
    this.#owner = true;
    observer.owner?.({ lease, epoch: held.epoch, state: 'taken' });
    try {
      await runSession(this.#sessionOptions(), held);
    } finally {
      this.#owner = false;
      observer.owner?.({ lease, epoch: held.epoch, state: 'ended' });
    }
  }

  #sessionOptions(): SessionOptions {
    const { readStore, store, decode, projections, observer, cacheRows, minBucketChanges } = this.#options;
    return {
      pool: readStore.pool,
      pipelined: readStore.pipelined,
      positions: readStore.positions,
      store,
      decode,
      projections,
      observer: observer ?? {},
      folder: {
        ...(cacheRows === undefined ? {} : { cacheRows }),
        ...(minBucketChanges === undefined ? {} : { minBucketChanges }),
      },
      batchSize: this.#options.batchSize ?? 500,
      bootBatchSize: this.#options.bootBatchSize ?? 10_000,
      bootPageSize: this.#options.bootPageSize ?? 1_000,
      switching: this.#options.switching ?? 'automatic',
      controlMs: this.#options.controlMs ?? 1_000,
    };
  }
}
