import { type EventFilter } from './event-store.js';
import { categoryOf } from './stream-name.js';

/** @returns true for everything when there is no filter; both lists must agree when both are given. */
export function passesFilter(
  filter: EventFilter | undefined,
  event: { readonly stream: string; readonly type: string },
): boolean {
  if (filter === undefined) return true;
  if (filter.types !== undefined && !filter.types.includes(event.type)) return false;
  return filter.categories === undefined || filter.categories.includes(categoryOf(event.stream));
}
