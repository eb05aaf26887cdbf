import { type EventEnvelope } from '../events/envelope.js';
import { type DomainEvent } from '../decider/decider.js';

/**
 * PostgreSQL types that a read model's column may have; all of them can be sent as `unnest` arrays.
 *
 * In a row: text, uuid and tsvector are strings (tsvector in its own notation: rather index an expression over a text
 * column), integer and bigint numbers, boolean boolean, timestamptz ISO 8601 UTC with milliseconds, jsonb strict JSON.
 * A row read back equals the row written only in these forms; "nothing" is null.
 */
export type ColumnType =
  'text' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb' | 'uuid' | 'tsvector';

export interface Column {
  readonly type: ColumnType;
  readonly nullable?: boolean;
  /** Byte order instead of the database's collation: for positions and sort keys. */
  readonly byteOrder?: boolean;
}

export interface ReadModelTable<Row> {
  /**
   * Lower-case letters, digits and underscores. Without a version: the runner makes `read.<name>_v<version>` and a
   * view `read.<name>` that a switch points at a version.
   */
  readonly name: string;
  readonly columns: { readonly [K in keyof Row & string]: Column };
  readonly key: readonly (keyof Row & string)[];
  /** What follows `CREATE INDEX ON <table>`, such as `("desk", "dueAt")` or `USING gin (to_tsvector('russian', "words"))`. */
  readonly indexes?: readonly string[];
  /**
   * Keep every state of every row with the positions between which it held, for set-shaped as-of queries.
   * `partition` names the column that as-of queries filter by (a desk); `order` the sort key of its pages (byte order).
   * Both are text columns that are never null. `member` names a boolean column, never null: only rows where it is true
   * belong to the set; the others stay in the table (a closed ticket's, for its reopening) but have no history.
   */
  readonly history?: {
    readonly partition: keyof Row & string;
    readonly order: keyof Row & string;
    readonly member?: keyof Row & string;
    /** Columns that no page shows, such as what the fold needs to go on: a change of these alone is no new state. */
    readonly omits?: readonly (keyof Row & string)[];
  };
}

/**
 * A read model as a pure fold. One runner batches it live, one replays it as of a moment, one verifies it; all three
 * call the same `evolve`. It sends no commands, reads no clock, no regulation and no other table.
 */
export interface Projection<Row = Record<string, unknown>, Event extends DomainEvent = DomainEvent> {
  readonly name: string;
  /** Part of its tables' names; a change of shape or fold is a new version that boots beside the old one. */
  readonly version: number;
  readonly table: ReadModelTable<Row>;
  /** Event types taken; the checkpoint moves over all others. */
  readonly handles: readonly Event['type'][];
  /** True where rows show personal values in clear; without it the fold gets them sealed, which costs no decryption. */
  readonly needsPersonal?: boolean;
  /**
   * True where each event makes rows of its own that no other event touches: none is looked for before the fold, and none is
   * kept in memory after it.
   */
  readonly addsOnly?: boolean;
  /** Keys of the rows that the event touches, each as the values of `table.key` joined by U+001F; usually one. */
  keys(envelope: EventEnvelope<Event>): readonly string[];
  /**
   * The row after the event, or undefined for "no row". The very same object means "unchanged": nothing is written
   * and no history kept. Rows are never mutated. Never throws on data that it dislikes.
   */
  evolve(row: Row | undefined, envelope: EventEnvelope<Event>, key: string): Row | undefined;
}

export const KEY_SEPARATOR = '\u001f';

export function rowKey(...parts: readonly string[]): string {
  return parts.join(KEY_SEPARATOR);
}
