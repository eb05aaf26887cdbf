import {
  BEGINNING,
  comparePositions,
  type EventStore,
  type Position,
  type RecordedEvent,
} from '#event-sourcing';

const PAGE = 1_000;

/**
 * A stretch of a log, page by page in its order; the next page is on its way while one is looked at.
 *
 * @param after exclusive.
 * @param upTo inclusive, and not beyond the head: BEGINNING for nothing.
 */
export async function* logPages(
  store: EventStore,
  after: Position,
  upTo: Position,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  const read = (position: Position) => {
    const page = store.readAll({ after: position, limit: PAGE, upTo });
    // Looked at later; who leaves before has no use for its failure.
    page.catch(() => undefined);
    return page;
  };
  if (upTo === BEGINNING || comparePositions(after, upTo) >= 0) return;
  for (let next = read(after); ;) {
    const { events, position, caughtUp } = await next;
    const isLast = caughtUp || comparePositions(position, upTo) >= 0;
    if (!isLast) next = read(position);
    if (events.length > 0) yield events;
    if (isLast) return;
  }
}

/** One event after another out of pages. */
export async function* oneByOne(
  pages: AsyncIterable<readonly RecordedEvent[]>,
): AsyncGenerator<RecordedEvent, void, undefined> {
  for await (const page of pages) yield* page;
}
