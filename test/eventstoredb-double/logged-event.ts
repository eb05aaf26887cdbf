/** An event as a client proposes it. */
export interface ProposedEvent {
  /** UUID, lower case. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event of the log. Its bytes are kept only as the answer that shows it, so that a million of them fit into memory. */
export interface LoggedEvent {
  /** Place in the log, counted from 0. */
  readonly index: number;
  readonly id: string;
  readonly stream: string;
  readonly type: string;
  /** Where its record begins, in bytes of the log: both the commit and the prepare position. */
  readonly position: number;
  /** Where its record ends. */
  readonly end: number;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The `ReadResp` that carries it. */
  readonly answer: Buffer;
}

export interface LoggedStream {
  /** Ordered; an event's revision is its place here. The `$streamDeleted` of a tombstone is not among them. */
  readonly events: LoggedEvent[];
  tombstone: LoggedEvent | undefined;
  /** From the last event of `$$stream`. */
  metadata: StreamMetadata;
}

/** The revision of the `$streamDeleted` event that a tombstone writes, and the `$tb` of a soft deletion. */
export const DELETED_REVISION = '9223372036854775807';

/** What `$$stream` says about a stream, as far as reads depend on it. */
export interface StreamMetadata {
  readonly maxCount?: number;
  /** Seconds. */
  readonly maxAge?: number;
  /** Revision of the first event that is shown; `deleted` after a soft deletion. */
  readonly truncateBefore?: number | 'deleted';
  /** The whole document: a deletion and its undoing change `$tb` and keep the rest. */
  readonly document?: Readonly<Record<string, unknown>>;
}
