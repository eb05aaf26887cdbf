/** What the adapter tells whoever counts. Durations in milliseconds. */
export type LogSignal =
  /** One append was acknowledged; `milliseconds` since it was asked for. */
  | { readonly kind: 'appended'; readonly events: number; readonly milliseconds: number }
  /** One append found another version than it expected. */
  | { readonly kind: 'conflicted' }
  /** One append gave up: the log could not be reached in time. */
  | { readonly kind: 'append-failed' }
  /** One statement (and commit) that carried `appends` appends. */
  | { readonly kind: 'group'; readonly appends: number; readonly milliseconds: number }
  /** A statement or connection failed and is tried again; `reason` is an SQLSTATE or a code of Node. */
  | { readonly kind: 'retried'; readonly reason: string }
  /** A reader asked where the log is settled; `passed` is false when a writer held it up for too long. */
  | { readonly kind: 'barrier'; readonly passed: boolean; readonly milliseconds: number }
  /** The connection that waits for notices of new events is there, or is lost (then the log is polled). */
  | { readonly kind: 'listening'; readonly up: boolean };

/** Called synchronously and often: it counts, and does not throw. */
export type LogObserver = (signal: LogSignal) => void;
