import { type EventStore, type RecordedEvent } from './event-store.js';
import { BEGINNING } from './position.js';

const PAGE = 1000;

/** The last event of a log, undefined for an empty one; a store that can't go there at once is read through. */
export async function lastEvent(store: EventStore): Promise<RecordedEvent | undefined> {
  if (store.last !== undefined) return store.last();
  let last: RecordedEvent | undefined;
  for (let after = BEGINNING; ;) {
    const { events, position, caughtUp } = await store.readAll({ after, limit: PAGE });
    last = events.at(-1) ?? last;
    if (caughtUp) return last;
    after = position;
  }
}
