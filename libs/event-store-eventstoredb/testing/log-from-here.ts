import { BEGINNING, comparePositions, type EventStore, type Position } from '#event-sourcing';

/**
 * The log as if it began where it ends now, under an identity of its own: for suites that want an empty log, on a server that
 * others have written to and that nobody may empty.
 *
 * @param start the head at the time.
 */
export function logFromHere(store: EventStore, start: Position, logId: string): EventStore {
  const inside = (position: Position) => (position === BEGINNING ? start : position);
  const outside = <T extends { readonly position: Position }>(told: T): T => ({
    ...told,
    position: comparePositions(told.position, start) <= 0 ? BEGINNING : told.position,
  });
  const last = async () => {
    const event = await store.last?.();
    return event !== undefined && comparePositions(event.position, start) > 0 ? event : undefined;
  };
  return {
    logId,
    append: (...append) => store.append(...append),
    readStream: (...read) => store.readStream(...read),
    readAll: async (options) =>
      outside(
        await store.readAll({
          ...options,
          after: inside(options.after),
          ...(options.upTo === undefined ? {} : { upTo: inside(options.upTo) }),
        }),
      ),
    async *subscribe(options) {
      for await (const message of store.subscribe({ ...options, after: inside(options.after) })) {
        yield outside(message);
      }
    },
    last,
    head: async () => (await last())?.position ?? BEGINNING,
    close: () => store.close(),
  };
}
