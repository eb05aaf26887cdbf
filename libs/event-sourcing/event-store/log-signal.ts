/** What an adapter tells whoever counts. Durations in milliseconds. No signal holds data, metadata or credentials. */
export type LogSignal =
  /** One append was acknowledged; `milliseconds` since it was asked for. */
  | { readonly kind: 'appended'; readonly events: number; readonly milliseconds: number }
  /** One append found another version than it expected. */
  | { readonly kind: 'conflicted' }
  /** One append gave up: the log could not be reached in time. */
  | { readonly kind: 'append-failed' }
  /** One statement (and commit) that carried `appends` appends. */
  | { readonly kind: 'group'; readonly appends: number; readonly milliseconds: number }
  /** A statement, call or connection failed and is tried again; `reason` is an SQLSTATE, a code of Node or of gRPC. */
  | { readonly kind: 'retried'; readonly reason: string }
  /** A reader asked where the log is settled; `passed` is false when a writer held it up for too long. */
  | { readonly kind: 'barrier'; readonly passed: boolean; readonly milliseconds: number }
  /** The connection that waits for notices of new events is there, or is lost (then the log is polled). */
  | { readonly kind: 'listening'; readonly up: boolean }
  /** A subscription was dropped, or ended, and is taken up again from the last event that it gave: routine under load. */
  | { readonly kind: 'resubscribed'; readonly reason: string }
  /** A connection that answers no longer was replaced by a new one. */
  | { readonly kind: 'reconnected' }
  /** A mark said that everything up to it had been given, and an event before it followed: it was not believed. */
  | { readonly kind: 'mark-refused' }
  /** Somebody deleted or truncated a stream of ours by the store's own means. Reading of the log goes on. */
  | { readonly kind: 'damaged-stream'; readonly stream: string; readonly damage: StreamDamage };

export type StreamDamage = 'deleted' | 'truncated' | 'unreadable';

/** Called synchronously and often: it counts, and does not throw. */
export type LogObserver = (signal: LogSignal) => void;
