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

/**
 * Folds events into rows, in memory: pure but for what `rowOf` reads. It may take several pages of the log before what it
 * came to is written; an event changes all of its rows or, being poison, none, and nothing after a poison is folded.
 */
export class BatchFold {
  /** By key; rows that ended as they began are among them only if they changed in between. */
  readonly changes = new Map<string, RowChange>();
  readonly #recorder: HistoryRecorder | undefined;
  readonly #nullable: readonly string[];
  #poison: Poison | undefined;
  #lastEvent: RecordedEvent | undefined;

  constructor(
    private readonly projection: RunnableProjection,
    minBucketChanges: number,
    partitions: ReadonlyMap<string, PartitionState>,
  ) {
    const { history, columns } = projection.table;
    this.#recorder = history && new HistoryRecorder(history, minBucketChanges, partitions);
    this.#nullable = Object.keys(columns).filter((name) => columns[name]?.nullable);
  }

  get poison(): Poison | undefined {
    return this.#poison;
  }

  /** Of the last event folded; undefined when there was none. */
  get lastEvent(): RecordedEvent | undefined {
    return this.#lastEvent;
  }

  history(): HistoryChanges | undefined {
    return this.#recorder?.changes();
  }

  /** What the partitions touched have come to. */
  get partitions(): ReadonlyMap<string, PartitionState> {
    return this.#recorder?.partitions ?? NO_PARTITIONS;
  }

  /** @param rowOf every touched row as it stood before this fold began; absent rows are undefined. */
  fold(touched: TouchedEvents, rowOf: (key: string) => Row | undefined): void {
    const { projection, changes } = this;
    for (const { recorded, envelope, keys } of touched.events) {
      const steps: RowStep[] = [];
      try {
        for (const key of keys) {
          const change = changes.get(key);
          const before = change === undefined ? rowOf(key) : change.after;
          const after = projection.evolve(before as never, envelope as never, key) as Row | undefined;
          if (after === before) continue;
          if (after !== undefined) checkKey(projection, after, key);
          steps.push({ key, before, after: after && withNulls(after, this.#nullable) });
        }
      } catch (error) {
        this.#poison = { event: recorded, error };
        return;
      }
      for (const { key, before, after } of steps) {
        const change = changes.get(key);
        if (change === undefined) changes.set(key, { before, after });
        else change.after = after;
      }
      if (steps.length > 0) this.#recorder?.record(recorded.position, steps);
      this.#lastEvent = recorded;
    }
    this.#poison = touched.poison;
  }
}

const NO_PARTITIONS: ReadonlyMap<string, PartitionState> = new Map();

interface RowStep {
  readonly key: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
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
