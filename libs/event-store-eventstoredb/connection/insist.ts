import { type EventStoreDBClient } from '@eventstore/db-client';
import { type LogObserver, pause } from '#event-sourcing';
import { type Connection } from './connection.js';
import { failureOf, NotAnswered, reasonOf, translated } from './failure.js';
import { growingPauses } from './growing-pauses.js';

export interface Patience {
  /** Milliseconds after which the caller gets LogUnavailable. */
  readonly timeout: number;
  /** Milliseconds that the first attempt may take; each further one twice as long, or a slow server would only be asked more. */
  readonly attemptTimeout: number;
  readonly observe: LogObserver;
}

/**
 * Tries until there is an answer, or the time is up. Every attempt has a timer of its own, since the client leaves calls
 * unanswered for ever. The signal of an attempt aborts when its time is up.
 *
 * @throws LogUnavailable, LogAccessDenied
 */
export async function insist<T>(
  connection: Connection,
  { timeout, attemptTimeout, observe }: Patience,
  attempt: (client: EventStoreDBClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const giveUpAt = performance.now() + timeout;
  let patience = attemptTimeout;
  for (const wait of growingPauses(5, 250)) {
    const client = connection.client;
    const startedAt = performance.now();
    try {
      const limit = Math.max(1, Math.min(patience, giveUpAt - startedAt));
      return await within(limit, connection, (signal) => attempt(client, signal));
    } catch (error) {
      const failure = failureOf(error);
      if (failure === 'hung') connection.renew(client);
      if (failure === 'denied' || performance.now() + wait >= giveUpAt) throw translated(error);
      observe({ kind: 'retried', reason: reasonOf(error) });
    }
    patience *= 2;
    await pause(wait);
  }
  throw new Error('unreachable: the pauses never end');
}

async function within<T>(
  milliseconds: number,
  connection: Connection,
  attempt: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    const giveUp = () => {
      reject(new NotAnswered(connection.silentSince(startedAt)));
      over.abort();
    };
    // A process that stood still finds the timer before the answer that has come meanwhile: that is read first.
    timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), milliseconds);
  });
  try {
    return await Promise.race([attempt(over.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
