import { type AppendResult, type EncodedEvent, type StreamName } from '#event-sourcing';
import { unavailable } from '../connection/failure.js';

/** One append on its way: queued, under way or waiting to be tried again, until it is settled once. */
export interface PendingAppend {
  readonly stream: StreamName;
  readonly expected: number;
  readonly events: readonly EncodedEvent[];
  /** JSON text in UTF-16 units: a bound for messages, not an exact size. */
  readonly size: number;
  attempts: number;
  settled: boolean;
  /** Must be tried in a statement of its own: it lost a lock, or its group was rejected. */
  alone: boolean;
  /** Why the last try failed, for the error that gives up. */
  lastFailure: unknown;
  resolve(result: AppendResult): void;
  reject(error: Error): void;
}

/**
 * @param timeout milliseconds after which the caller gets LogUnavailable, whatever the append is waiting for.
 */
export function pendingAppend(
  stream: StreamName,
  expected: number,
  events: readonly EncodedEvent[],
  timeout: number,
): { readonly append: PendingAppend; readonly result: Promise<AppendResult> } {
  const { promise, resolve, reject } = withResolvers<AppendResult>();
  const settle = () => {
    append.settled = true;
    clearTimeout(timer);
  };
  const append: PendingAppend = {
    stream,
    expected,
    events,
    size: events.reduce((sum, event) => sum + event.data.length + event.metadata.length, 0),
    attempts: 0,
    settled: false,
    alone: false,
    lastFailure: undefined,
    resolve: (result) => {
      settle();
      resolve(result);
    },
    reject: (error) => {
      settle();
      reject(error);
    },
  };
  const timer = setTimeout(() => append.reject(unavailable(append.lastFailure)), timeout);
  return { append, result: promise };
}

function withResolvers<T>() {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
