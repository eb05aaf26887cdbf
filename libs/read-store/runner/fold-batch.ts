import { type EventEnvelope, type Position, type RecordedEvent } from '#event-sourcing';
import { HistoryRecorder, type HistoryChanges } from '../history/history-recorder.js';
import { type PartitionState } from '../history/partition-state.js';
import { type Row, type RunnableProjection } from '../tables/runnable-projection.js';
import { type DecodedEvent } from './decoded-batch.js';

/** The event that a projection could not fold; everything before it is folded. */
export interface Poison {
  readonly event: RecordedEvent;
  readonly error: unknown;
}

export interface TouchedEvent {
  readonly recorded: RecordedEvent;
  readonly envelope: EventEnvelope;
  readonly keys: readonly string[];
}

/** Events of one batch that concern a projection, with the rows that they touch. */
export interface TouchedEvents {
  readonly events: readonly TouchedEvent[];
  readonly poison: Poison | undefined;
}

export interface RowChange {
  /** As it stood before the batch. */
  readonly before: Row | undefined;
  after: Row | undefined;
}

export interface FoldedBatch {
  /** By key; rows that ended as they began are among them only if they changed in between. */
  readonly changes: ReadonlyMap<string, RowChange>;
  readonly history: HistoryChanges | undefined;
  readonly poison: Poison | undefined;
  /** Of the last event folded; undefined when there was none. */
  readonly lastEvent: RecordedEvent | undefined;
}

/** Asks the projection which rows the events touch. Events at or before `after`, and skipped ones, are left out. */
export function touch(
  projection: RunnableProjection,
  handled: ReadonlySet<string>,
  batch: readonly DecodedEvent[],
  after: Position,
  skipped: ReadonlySet<string>,
): TouchedEvents {
  const events: TouchedEvent[] = [];
  for (const decoded of batch) {
    const { recorded } = decoded;
    if (recorded.position <= after || !handled.has(recorded.type)) continue;
    if (skipped.size > 0 && skipped.has(recorded.position)) continue;
    if ('error' in decoded) return { events, poison: { event: recorded, error: decoded.error } };
    try {
      const keys = projection.keys(decoded.envelope as never);
      events.push({
        recorded,
        envelope: decoded.envelope,
        keys: keys.length > 1 ? [...new Set(keys)] : keys,
      });
    } catch (error) {
      return { events, poison: { event: recorded, error } };
    }
  }
  return { events, poison: undefined };
}

export interface FoldInput {
  readonly projection: RunnableProjection;
  readonly touched: TouchedEvents;
  /** Every touched row as it stands; absent rows are undefined. */
  readonly rowOf: (key: string) => Row | undefined;
  readonly partitions: ReadonlyMap<string, PartitionState>;
  readonly minBucketChanges: number;
}

/** Folds a batch in memory: pure but for what `rowOf` reads. An event changes all of its rows or, being poison, none. */
export function foldBatch(input: FoldInput): FoldedBatch {
  const { projection, touched, rowOf } = input;
  const { history } = projection.table;
  const recorder = history && new HistoryRecorder(history, input.minBucketChanges, input.partitions);
  const nullable = Object.keys(projection.table.columns).filter(
    (name) => projection.table.columns[name]?.nullable,
  );
  const changes = new Map<string, RowChange>();
  let lastEvent: RecordedEvent | undefined;
  const done = (poison: Poison | undefined): FoldedBatch => ({
    changes,
    history: recorder?.changes(),
    poison,
    lastEvent,
  });
  for (const { recorded, envelope, keys } of touched.events) {
    const steps: { key: string; before: Row | undefined; after: Row | undefined }[] = [];
    try {
      for (const key of keys) {
        const change = changes.get(key);
        const before = change === undefined ? rowOf(key) : change.after;
        const after = projection.evolve(before as never, envelope as never, key) as Row | undefined;
        if (after === before) continue;
        if (after !== undefined) checkKey(projection, after, key);
        steps.push({ key, before, after: after && withNulls(after, nullable) });
      }
    } catch (error) {
      return done({ event: recorded, error });
    }
    for (const { key, before, after } of steps) {
      const change = changes.get(key);
      if (change === undefined) changes.set(key, { before, after });
      else change.after = after;
    }
    if (steps.length > 0) recorder?.record(recorded.position, steps);
    lastEvent = recorded;
  }
  return done(touched.poison);
}

/**
 * A missing value becomes null at once, as it would be when read back: otherwise what a fold sees would depend on where
 * a batch happened to end.
 */
function withNulls(row: Row, nullable: readonly string[]): Row {
  let complete: Record<string, unknown> | undefined;
  for (const name of nullable) {
    if (row[name] === undefined) (complete ??= { ...row })[name] = null;
  }
  return complete ?? row;
}

export class RowKeyMismatch extends Error {
  readonly code = 'row-key-mismatch';
}

/** A row under a foreign key would be written over another row, and never found under its own. */
function checkKey(projection: RunnableProjection, row: Row, key: string): void {
  if (keyOf(projection.table.key, row) !== key) {
    throw new RowKeyMismatch(`${projection.name} gave a row of another key than it was asked for`);
  }
}

/** @see rowKey */
export function keyOf(columns: readonly string[], row: Row): string {
  const [first] = columns;
  if (columns.length === 1 && first !== undefined) return String(row[first]);
  return columns.map((column) => String(row[column])).join('\u001f');
}
