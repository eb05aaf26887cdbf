import { BEGINNING, type Position } from '#event-sourcing';
import { type Row } from '../tables/runnable-projection.js';
import { isFull, type PartitionState } from './partition-state.js';

/** A state of a row, held from `from` until `to`; null while it holds. */
export interface StateRow {
  readonly partition: string;
  readonly bucket: number;
  readonly key: string;
  readonly row: Row;
  readonly from: Position;
  to: Position | null;
}

/** The end of a state that stands in the table already. */
export interface StateEnd {
  readonly partition: string;
  readonly bucket: number;
  readonly key: string;
  readonly to: Position;
}

/** Repeats in a new bucket the rows that this batch has not touched before it began; the others come as states. */
export interface Keyframe {
  readonly partition: string;
  readonly bucket: number;
  readonly position: Position;
  /** Keys of rows as they stood before the batch, whose state has changed in the batch before the keyframe. */
  readonly except: readonly string[];
}

export interface BucketRow extends Readonly<PartitionState> {
  readonly partition: string;
}

/** The number of live rows of a partition from a position on. */
export interface SizeRow {
  readonly partition: string;
  readonly position: Position;
  readonly live: number;
}

export interface HistoryChanges {
  readonly keyframes: readonly Keyframe[];
  readonly ends: readonly StateEnd[];
  readonly states: readonly StateRow[];
  readonly buckets: readonly BucketRow[];
  readonly sizes: readonly SizeRow[];
}

/** Collects, event by event, what one batch adds to the row history of one projection. */
export class HistoryRecorder {
  readonly #keyframes: Keyframe[] = [];
  readonly #ends: StateEnd[] = [];
  readonly #states: (StateRow | undefined)[] = [];
  readonly #buckets: BucketRow[] = [];
  readonly #sizes: SizeRow[] = [];
  readonly #partitions = new Map<string, PartitionState>();
  /** By partition, then key: index in #states of the state that this batch opened and that still holds. */
  readonly #open = new Map<string, Map<string, number>>();
  /** By partition: keys of rows that stood in it before the batch and have changed in it. */
  readonly #changed = new Map<string, Set<string>>();
  readonly #seen = new Set<string>();

  /**
   * @param columns names of the partition's column, of the one that tells members of the set (absent: all are), and of
   *   those that no state holds.
   * @param before what the partitions were when the batch began; a partition without an entry is new.
   */
  constructor(
    private readonly columns: {
      readonly partition: string;
      readonly member?: string;
      readonly omits?: readonly string[];
    },
    private readonly minChanges: number,
    private readonly before: ReadonlyMap<string, PartitionState>,
  ) {}

  /** All row changes of one event; rows that stayed the same are not among them. */
  record(
    position: Position,
    changes: readonly { key: string; before: Row | undefined; after: Row | undefined }[],
  ): void {
    const touched = new Map<string, number>();
    for (const { key, before, after } of changes) {
      const from = this.#partitionOf(before);
      const into = this.#partitionOf(after);
      if (from !== undefined && from === into && this.#looksTheSame(before, after)) continue;
      const first = !this.#seen.has(key);
      this.#seen.add(key);
      if (from !== undefined) {
        if (first) this.#changedIn(from).add(key);
        this.#end(from, key, position);
        this.#count(from, into === from ? 0 : -1, into !== from, touched);
      }
      if (into !== undefined && after !== undefined) {
        this.#begin(into, key, after, position);
        this.#count(into, from === into ? 0 : 1, true, touched);
      }
    }
    for (const [partition, liveBefore] of touched) {
      const state = this.#state(partition);
      if (state.live !== liveBefore) this.#sizes.push({ partition, position, live: state.live });
      if (isFull(state, this.minChanges)) this.#nextBucket(partition, state, position);
    }
  }

  /** What to go on from once the batch is committed. */
  get partitions(): ReadonlyMap<string, PartitionState> {
    return this.#partitions;
  }

  changes(): HistoryChanges {
    const current = [...this.#partitions].map(([partition, state]) => ({ partition, ...state }));
    return {
      keyframes: this.#keyframes,
      ends: this.#ends,
      states: this.#states.filter((state) => state !== undefined),
      buckets: [...this.#buckets, ...current],
      sizes: this.#sizes,
    };
  }

  /** The set that the row is in; none for a row that is absent or no member. */
  #partitionOf(row: Row | undefined): string | undefined {
    const { partition, member } = this.columns;
    if (row === undefined || (member !== undefined && row[member] !== true)) return undefined;
    return row[partition] as string;
  }

  /** Whether the rows differ in nothing that a state holds. Rows are never mutated, so unchanged JSON is the same object. */
  #looksTheSame(before: Row | undefined, after: Row | undefined): boolean {
    const { omits } = this.columns;
    if (omits === undefined || before === undefined || after === undefined) return false;
    return Object.keys(after).every((column) => before[column] === after[column] || omits.includes(column));
  }

  #state(partition: string): PartitionState {
    let state = this.#partitions.get(partition);
    if (state === undefined) {
      state = { ...(this.before.get(partition) ?? { bucket: 1, startsAt: BEGINNING, changes: 0, live: 0 }) };
      this.#partitions.set(partition, state);
    }
    return state;
  }

  #count(partition: string, live: number, change: boolean, touched: Map<string, number>): void {
    const state = this.#state(partition);
    if (!touched.has(partition)) touched.set(partition, state.live);
    state.live += live;
    if (change) state.changes += 1;
  }

  #begin(partition: string, key: string, row: Row, from: Position): void {
    const { bucket } = this.#state(partition);
    this.#openIn(partition).set(key, this.#states.length);
    this.#states.push({ partition, bucket, key, row, from, to: null });
  }

  #end(partition: string, key: string, to: Position): void {
    const index = this.#openIn(partition).get(key);
    if (index === undefined) {
      this.#ends.push({ partition, bucket: this.#state(partition).bucket, key, to });
      return;
    }
    const state = this.#states[index];
    // A state that begins and ends at one position was never there for anybody to see.
    if (state !== undefined && state.from === to) this.#states[index] = undefined;
    else if (state !== undefined) state.to = to;
    this.#openIn(partition).delete(key);
  }

  /**
   * Rows of the bucket before keep their open states: its readers look no further than its end, so they need no end.
   */
  #nextBucket(partition: string, state: PartitionState, position: Position): void {
    this.#buckets.push({ partition, ...state });
    state.bucket += 1;
    state.startsAt = position;
    state.changes = 0;
    this.#keyframes.push({
      partition,
      bucket: state.bucket,
      position,
      except: [...this.#changedIn(partition)],
    });
    for (const [key, index] of [...this.#openIn(partition)]) {
      const open = this.#states[index];
      if (open === undefined) continue;
      if (open.from === position) this.#states[index] = undefined;
      this.#begin(partition, key, open.row, position);
    }
  }

  #openIn(partition: string): Map<string, number> {
    return entry(this.#open, partition, () => new Map<string, number>());
  }

  #changedIn(partition: string): Set<string> {
    return entry(this.#changed, partition, () => new Set<string>());
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
