import { type EventStore, type StreamAppend } from './event-store.js';
import { BEGINNING, type Position } from './position.js';

/**
 * Appends to several streams in the order given, by whatever the store can do: all at once, or one after the other. In the
 * second way a failure leaves the appends before it in the log; the same call again goes on, since what is stored is repeated.
 *
 * @returns position of the last event; BEGINNING for no append.
 * @throws as `EventStore.append`, at the first append that fails.
 */
export async function appendInOrder(store: EventStore, appends: readonly StreamAppend[]): Promise<Position> {
  if (appends.length === 0) return BEGINNING;
  if (store.appendInOrder !== undefined) return store.appendInOrder(appends);
  let last: Position = BEGINNING;
  for (const { stream, expectedVersion, events } of appends) {
    last = (await store.append(stream, expectedVersion, events)).position;
  }
  return last;
}
