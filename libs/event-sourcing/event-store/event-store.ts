import { type JsonObject } from './json.js';
import { type Position } from './position.js';
import { type StreamName } from './stream-name.js';

/** An event on its way into the log: encoded, personal values already encrypted. */
export interface ProposedEvent {
  /** UUID; the same ids at the same expected version are the same append (idempotence). */
  readonly id: string;
  readonly type: string;
  readonly data: JsonObject;
  /** Flat text to text. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An event as the log holds it: raw JSON, neither upcast nor decrypted. */
export interface RecordedEvent extends ProposedEvent {
  readonly stream: StreamName;
  /** 1 for the first event of a stream: the number of events up to and including this one. */
  readonly version: number;
  readonly position: Position;
  /** The log's own clock at the append, ISO 8601 UTC. Of a copied event that is the time of copying: see firstRecordedAt. */
  readonly recordedAt: string;
}

export interface AppendResult {
  /** Number of events in the stream after this append. */
  readonly version: number;
  /** Position of the last event of this append. */
  readonly position: Position;
}

/** One append among several that must come into the log in their order. */
export interface StreamAppend {
  readonly stream: StreamName;
  readonly expectedVersion: number;
  readonly events: readonly ProposedEvent[];
}

export interface ReadStreamOptions {
  /** First version wanted (inclusive), 1 by default. */
  readonly fromVersion?: number;
  readonly limit?: number;
}

export interface EventFilter {
  /** Only streams of these categories. */
  readonly categories?: readonly string[];
  /** Only events of these types. */
  readonly types?: readonly string[];
}

export interface ReadAllOptions {
  /** Events strictly after this position. */
  readonly after: Position;
  readonly limit: number;
  readonly filter?: EventFilter;
  /** Never beyond this position (inclusive). */
  readonly upTo?: Position;
}

export interface ReadAllResult {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been looked at, events dropped by the filter included: a checkpoint may move here. */
  readonly position: Position;
  /**
   * True when nothing lay beyond `position` at the time of the read; false when there is more, or when a writer that
   * has taken its place but not finished hides what follows it.
   */
  readonly caughtUp: boolean;
}

export interface SubscribeOptions {
  readonly after: Position;
  readonly filter?: EventFilter;
  readonly signal: AbortSignal;
  /** Upper bound of events in one batch; default 500. */
  readonly batchSize?: number;
}

/**
 * A batch may hold no events: then a filter dropped what lay before `position`, and a checkpoint may move there.
 * A caught-up mark comes once each time when a subscription that was behind has reached the head, also on an empty log.
 */
export type SubscriptionMessage =
  | { readonly kind: 'batch'; readonly events: readonly RecordedEvent[]; readonly position: Position }
  | { readonly kind: 'caught-up'; readonly position: Position };

/**
 * The log. Knows streams, versions and an order; knows no PostgreSQL, no EventStoreDB, no ticket.
 *
 * Order: `readAll` and `subscribe` give every event exactly once, in one order that agrees with every stream's own,
 * and never give an event whose position lies before one already given.
 */
export interface EventStore {
  /** Identity of this log: a basis from another log is refused by it. */
  readonly logId: string;

  /**
   * Appends all events or none.
   *
   * @param expectedVersion number of events the stream must hold (0: it must not exist).
   * @throws WrongExpectedVersion when it holds another number, unless exactly these ids stand right after
   *   `expectedVersion` already: then the first result is given again, also when later events followed.
   * @throws EventTooLarge, AppendTooLarge, InvalidEvent before anything is sent; an empty append is an InvalidEvent.
   * @throws LogUnavailable when the outcome is unknown even after retries with the same ids.
   */
  append(
    stream: StreamName,
    expectedVersion: number,
    events: readonly ProposedEvent[],
  ): Promise<AppendResult>;

  /**
   * Appends to several streams, all of it or nothing, in the order given: also between different streams, which `append`
   * does not promise to writers that do not wait for each other. For bringing in a history; live writers have no use for it.
   * A stream may come several times, with rising versions. Absent where a store can't do it: see `appendInOrder`.
   *
   * @returns position of the last event.
   * @throws as `append`; WrongExpectedVersion names the first stream that holds another version.
   */
  appendInOrder?(appends: readonly StreamAppend[]): Promise<Position>;

  /** In order of version; empty when there is no such stream. */
  readStream(stream: StreamName, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]>;

  readAll(options: ReadAllOptions): Promise<ReadAllResult>;

  /**
   * Ends when the signal aborts. At most a bounded number of events waits for a slow consumer (back-pressure). A log that
   * can't be reached is waited for, not reported.
   *
   * @throws InvalidPosition at the first step when `after` lies beyond the head: what follows would be skipped silently.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /** Position of the last readable event; BEGINNING when the log is empty. */
  head(): Promise<Position>;

  /**
   * The last readable event, the one at `head()`; undefined when the log is empty. Absent where a store has no way to it:
   * see `lastEvent`.
   */
  last?(): Promise<RecordedEvent | undefined>;

  close(): Promise<void>;
}

/** An event's data in bytes of UTF-8 JSON; longer texts and files enter by digest. */
export const MAX_EVENT_BYTES = 48 * 1024;
/** All data of one append. */
export const MAX_APPEND_BYTES = 1024 * 1024;
