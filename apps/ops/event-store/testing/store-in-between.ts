import { type EventStore } from '#event-sourcing';

/** A log whose calls go through a test's hands; without `last`, as of a store that has no way there. */
export function inBetween(
  store: EventStore,
  change: { readonly append?: (forward: EventStore['append']) => EventStore['append'] } & Partial<
    Pick<EventStore, 'logId' | 'readAll' | 'head'>
  >,
): EventStore {
  const { append, ...others } = change;
  const forward: EventStore['append'] = (...args) => store.append(...args);
  return {
    logId: store.logId,
    append: append?.(forward) ?? forward,
    readStream: (...args) => store.readStream(...args),
    readAll: (options) => store.readAll(options),
    subscribe: (options) => store.subscribe(options),
    head: () => store.head(),
    close: () => store.close(),
    ...others,
  };
}
