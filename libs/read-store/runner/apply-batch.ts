import type pg from 'pg';
import { type Position, type RecordedEvent } from '#event-sourcing';
import { failureOf } from '../control/failure-of.js';
import { markFailed, moveCheckpoints, projectionRows, RUNNING } from '../control/projection-rows.js';
import { BEGIN_FOLD, inTransaction } from '../database/transaction.js';
import { isPipelined, runWrites } from '../database/pipelined.js';
import { isTransient } from '../database/transient.js';
import { OwnershipLost } from '../errors.js';
import { type DecodeBatch, type DecodedEvent, decodeEvents } from './decoded-batch.js';
import { type BatchFold, type Poison } from './fold-batch.js';
import { type Member } from './member.js';
import { type ProjectionObserver } from './observer.js';

export interface Batch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here is in `events`, or concerns nobody. */
  readonly position: Position;
}

/** A batch decoded once for all, and once more with personal values for those who need them. */
export interface PreparedBatch extends Batch {
  readonly sealed: readonly DecodedEvent[];
  readonly open: readonly DecodedEvent[];
}

export async function prepareBatch(
  decode: DecodeBatch,
  members: readonly Member[],
  batch: Batch,
): Promise<PreparedBatch> {
  const wanted = (personal: boolean): readonly RecordedEvent[] => {
    const folders = members
      .filter((m) => (m.projection.needsPersonal ?? false) === personal)
      .map((m) => m.folder);
    return folders.length === 0 ? [] : batch.events.filter((e) => folders.some((f) => f.handled.has(e.type)));
  };
  const [sealed, open] = await Promise.all([
    decodeEvents(decode, wanted(false), 'omit'),
    decodeEvents(decode, wanted(true), 'decrypt'),
  ]);
  return { ...batch, sealed, open };
}

export interface ApplyContext {
  readonly pool: pg.Pool;
  /** Connections for the transactions of batches. */
  readonly commits: pg.Pool;
  readonly epoch: number;
  readonly observer: ProjectionObserver;
  /** Told after each commit, for readers who wait for a position. */
  readonly committed: (members: readonly Member[]) => void;
}

/**
 * Folds a batch into the tables of all members and moves their checkpoints, in one transaction.
 *
 * If it can't be written, each member tries alone, and then event by event, so that the one event which is to blame
 * stops the one projection that can't take it.
 *
 * @throws OwnershipLost, or whatever is transient; then nothing more may be done with these members.
 */
export async function applyBatch(
  context: ApplyContext,
  members: readonly Member[],
  batch: PreparedBatch,
): Promise<void> {
  const running = members.filter((member) => member.running && member.position < batch.position);
  if (running.length === 0) return;
  try {
    await commitTogether(context, running, batch);
  } catch (error) {
    if (isTransient(error)) throw error;
    if (running.length > 1) {
      for (const member of running) await applyBatch(context, [member], batch);
    } else if (running[0] !== undefined) {
      await isolate(context, running[0], batch, error);
    }
  }
}

async function commitTogether(
  context: ApplyContext,
  members: readonly Member[],
  batch: PreparedBatch,
): Promise<void> {
  const started = performance.now();
  const steps = await Promise.all(members.map((member) => foldFor(context.pool, member, batch)));
  const span = {
    events: batch.events.length,
    newest: batch.events.at(-1),
    position: batch.position,
    started,
  };
  if (!(await commitSteps(context, steps, span))) return applyBatch(context, members, batch);
  for (const { member, folded } of steps) {
    member.folder.accept(folded);
    member.folder.trim();
    if (folded.poison !== undefined) await stop(context, member, folded.poison);
  }
}

/** What a commit covers, for those who watch. */
export interface Span {
  readonly events: number;
  readonly newest: RecordedEvent | undefined;
  readonly position: Position;
  /** By `performance.now()`. */
  readonly started: number;
}

/**
 * Writes what was folded and moves the checkpoints, in one transaction.
 *
 * @returns false when nothing was written because a member was stopped by an operator; it runs no more.
 * @throws OwnershipLost, or whatever keeps the rows from being written.
 */
export async function commitSteps(
  context: ApplyContext,
  steps: readonly Step[],
  span: Span,
): Promise<boolean> {
  const { epoch, observer } = context;
  const moving = steps.filter((step) => step.to > step.member.position);
  if (moving.length === 0) return true;
  const rows = await inTransaction(
    context.commits,
    async (client) => {
      const moves = moving.map(({ member, to }) => ({
        name: member.name,
        version: member.version,
        from: member.position,
        to,
      }));
      const write = () =>
        runWrites(
          client,
          moving.flatMap(({ member, folded }) => member.folder.writes(folded)),
        );
      const moved = moveCheckpoints(client, moves, epoch);
      // Sent before it is known whether the checkpoints move; if they don't, all of it is rolled back, and its errors are nobody's.
      const ahead = isPipelined(client) ? write() : undefined;
      ahead?.catch(() => undefined);
      if (!(await moved)) throw new CheckpointsElsewhere();
      const counts = await (ahead ?? write());
      return counts.reduce((sum, count) => sum + count, 0);
    },
    BEGIN_FOLD,
  ).catch((error: unknown) => {
    if (error instanceof CheckpointsElsewhere) return undefined;
    throw error;
  });
  if (rows === undefined) {
    await dropStopped(
      context,
      steps.map((step) => step.member),
    );
    return false;
  }
  for (const { member, to } of moving) member.position = to;
  context.committed(moving.map((step) => step.member));
  report(observer, moving, span, rows);
  return true;
}

class CheckpointsElsewhere extends Error {}

/** What a member folded, and where its checkpoint goes with it. */
export interface Step {
  readonly member: Member;
  readonly folded: BatchFold;
  readonly to: Position;
}

/** @param onto as Folder.fold has it; its member's checkpoint then stands before all that it holds. */
export async function foldFor(
  pool: pg.Pool,
  member: Member,
  batch: PreparedBatch,
  onto?: BatchFold,
): Promise<Step> {
  const decoded = member.projection.needsPersonal === true ? batch.open : batch.sealed;
  const folded = await member.folder.fold(pool, decoded, member.position, onto);
  const to = folded.poison === undefined ? batch.position : (folded.lastEvent?.position ?? member.position);
  return { member, folded, to };
}

/** A checkpoint did not move: members that an operator stopped leave; anything else means another owner. */
async function dropStopped(context: ApplyContext, members: readonly Member[]): Promise<void> {
  const rows = await projectionRows(context.pool);
  let stopped = 0;
  for (const member of members) {
    const row = rows.find(
      (candidate) => candidate.name === member.name && candidate.version === member.version,
    );
    if (row !== undefined && row.epoch === context.epoch && RUNNING.includes(row.state)) continue;
    if (row !== undefined && row.epoch > context.epoch) throw new OwnershipLost(member.view);
    member.running = false;
    stopped += 1;
  }
  if (stopped === 0) throw new OwnershipLost(members.map((member) => member.view).join(', '));
}

/** Written alone and refused all the same: the first event that is refused alone is the poison. */
async function isolate(
  context: ApplyContext,
  member: Member,
  batch: PreparedBatch,
  error: unknown,
): Promise<void> {
  const events = batch.events.filter(
    (e) => e.position > member.position && member.folder.handled.has(e.type),
  );
  const [only, second] = events;
  if (only === undefined) throw error;
  if (second === undefined) return stop(context, member, { event: only, error });
  for (const event of events) {
    if (!member.running) return;
    const alone = (decoded: readonly DecodedEvent[]): DecodedEvent[] =>
      decoded.filter((d) => d.recorded === event);
    await applyBatch(context, [member], {
      events: [event],
      position: event.position,
      sealed: alone(batch.sealed),
      open: alone(batch.open),
    });
  }
  await applyBatch(context, [member], { events: [], position: batch.position, sealed: [], open: [] });
}

export async function stop(context: ApplyContext, member: Member, poison: Poison): Promise<void> {
  if (isTransient(poison.error)) throw poison.error;
  const failure = failureOf(poison.event, poison.error);
  member.running = false;
  await markFailed(context.pool, member, context.epoch, failure);
  context.observer.failed?.(member.view, failure);
}

function report(observer: ProjectionObserver, steps: readonly Step[], span: Span, rows: number): void {
  observer.committed?.({
    projections: steps.map((step) => step.member.view),
    events: span.events,
    rows,
    position: span.position,
    lagMs: span.newest === undefined ? undefined : Date.now() - Date.parse(span.newest.recordedAt),
    tookMs: performance.now() - span.started,
  });
}
