import type pg from 'pg';
import { type EventStore, type Position } from '#event-sourcing';
import {
  claim,
  projectionRows,
  type ProjectionRow,
  RUNNING,
  skippedPositions,
} from '../control/projection-rows.js';
import { switchVersion } from '../control/switch-version.js';
import { OwnershipLost } from '../errors.js';
import { type HeldLease } from '../leases/with-lease.js';
import { pause } from '../leases/pause.js';
import { type PositionSignal } from '../positions/position-signal.js';
import { type RunnableProjection, viewName } from '../tables/runnable-projection.js';
import {
  applyBatch,
  type ApplyContext,
  type Batch,
  prepareBatch,
  type PreparedBatch,
} from './apply-batch.js';
import { type DecodeBatch } from './decoded-batch.js';
import { type FolderOptions } from './folder.js';
import { bootTogether } from './boot-lane.js';
import { LiveLane } from './live-lane.js';
import { Member } from './member.js';
import { type ProjectionObserver } from './observer.js';

export interface SessionOptions {
  readonly pool: pg.Pool;
  /** For what is written at the head of the log. */
  readonly pipelined: pg.Pool;
  readonly store: EventStore;
  readonly decode: DecodeBatch;
  readonly projections: readonly RunnableProjection[];
  readonly observer: ProjectionObserver;
  readonly positions: PositionSignal;
  readonly folder: FolderOptions;
  readonly batchSize: number;
  readonly bootBatchSize: number;
  /** Events that a boot holds decoded at a time: what they fold to is kept, the events themselves are not. */
  readonly bootPageSize: number;
  /** Whether a later version goes live by itself as soon as it has caught up. */
  readonly switching: 'automatic' | 'manual';
  /** How often states are looked at for what an operator changed, milliseconds. */
  readonly controlMs: number;
}

/** One ownership, from the lease to its loss. Whatever goes wrong ends it; the next begins from what is committed. */
export async function runSession(options: SessionOptions, lease: HeldLease): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([lease.signal, over.signal]);
  const session = new Session(options, lease.epoch, signal);
  try {
    await session.run();
  } finally {
    over.abort();
    await session.settled();
  }
}

class Session {
  readonly #lane: LiveLane;
  readonly #apply: ApplyContext;
  readonly #members = new Map<string, Member>();
  readonly #tasks = new Set<Promise<void>>();
  #fail: (error: unknown) => void = () => undefined;

  constructor(
    private readonly options: SessionOptions,
    private readonly epoch: number,
    private readonly signal: AbortSignal,
  ) {
    const { pool, observer, positions } = options;
    this.#apply = { pool, commits: pool, epoch, observer, committed: () => positions.announce() };
    const live = { ...this.#apply, commits: options.pipelined };
    this.#lane = new LiveLane({
      store: options.store,
      signal,
      batchSize: options.batchSize,
      apply: async (members, batch) => {
        const running = members.filter((member) => member.running);
        await applyBatch(live, running, await this.#prepare(running, batch));
      },
      caughtUp: (members) => this.#caughtUp(members),
    });
  }

  async run(): Promise<void> {
    const failed = new Promise<never>((_, reject) => (this.#fail = reject));
    failed.catch(() => undefined);
    const { pool, projections, controlMs } = this.options;
    await this.#start(await claim(pool, projections, this.epoch));
    this.#task(this.#lane.run());
    while (!this.signal.aborted) {
      await Promise.race([pause(controlMs, this.signal), failed]);
      if (!this.signal.aborted) await Promise.race([this.#control(), failed]);
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled([...this.#tasks]);
  }

  /** Members that stand at the same position catch up together. */
  async #start(rows: readonly ProjectionRow[]): Promise<void> {
    const { projections, folder, pool } = this.options;
    const cohorts = new Map<Position, Member[]>();
    for (const row of rows) {
      const projection = projections.find((p) => p.name === row.name && p.version === row.version);
      if (projection === undefined || row.epoch !== this.epoch || !RUNNING.includes(row.state)) continue;
      const member = new Member(projection, row, await skippedPositions(pool, row), folder);
      this.#members.set(member.view, member);
      const cohort = cohorts.get(row.position);
      if (cohort === undefined) cohorts.set(row.position, [member]);
      else cohort.push(member);
    }
    for (const cohort of cohorts.values()) this.#task(this.#boot(cohort));
  }

  async #boot(cohort: readonly Member[]): Promise<void> {
    const { store, bootBatchSize, bootPageSize } = this.options;
    await bootTogether(
      {
        store,
        signal: this.signal,
        pageSize: Math.min(bootPageSize, bootBatchSize),
        commitSize: bootBatchSize,
        apply: this.#apply,
        prepare: (members, batch) => this.#prepare(members, batch),
        caughtUp: (members) => this.#caughtUp(members),
      },
      cohort,
    );
    if (!this.signal.aborted) this.#lane.join(cohort.filter((member) => member.running));
  }

  /** Picks up what an operator resumed, and versions that came by a rebuild; what was stopped shows at the next commit. */
  async #control(): Promise<void> {
    const standing = this.options.projections.filter((p) => this.#members.get(viewName(p))?.running !== true);
    if (standing.length === 0) return;
    const rows = await projectionRows(this.options.pool);
    const resumed = rows.filter(
      (row) =>
        RUNNING.includes(row.state) && standing.some((p) => p.name === row.name && p.version === row.version),
    );
    const elsewhere = resumed.find((row) => row.epoch > this.epoch);
    if (elsewhere !== undefined) throw new OwnershipLost(viewName(elsewhere));
    if (resumed.length > 0) await this.#start(await claim(this.options.pool, resumed, this.epoch));
  }

  #prepare(members: readonly Member[], batch: Batch): Promise<PreparedBatch> {
    return prepareBatch(this.options.decode, members, batch);
  }

  async #caughtUp(members: readonly Member[]): Promise<void> {
    const arrived = members.filter((member) => member.running && member.state === 'booting');
    for (const member of arrived) {
      await this.options.pool.query(
        `UPDATE read.projections SET state = 'active' WHERE name = $1 AND version = $2 AND epoch = $3 AND state = 'booting'`,
        [member.name, member.version, this.epoch],
      );
      member.state = 'active';
      if (this.options.switching === 'automatic')
        await switchVersion(this.options.pool, member, { onlyToNewer: true });
    }
  }

  #task(work: Promise<void>): void {
    const task = work.catch((error: unknown) => this.#fail(error));
    this.#tasks.add(task);
    void task.finally(() => this.#tasks.delete(task));
  }
}
