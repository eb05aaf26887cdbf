import { eventTypeFilter, type Filter, streamNameFilter } from '@eventstore/db-client';
import { type EventFilter } from '#event-sourcing';

/** Events that the server looks at before it says how far it is: as many as it reads at a time. */
const WINDOW = 1_000;

/** True when nothing can pass: the server would take an empty list for no filter at all. */
export function passesNothing(filter: EventFilter | undefined): boolean {
  return filter?.types?.length === 0 || filter?.categories?.length === 0;
}

/**
 * A filter of the server that lets at least everything through that ours does: it knows prefixes only, and only of types or
 * only of streams. What it lets through in addition is dropped here.
 *
 * @param onMark called at each mark; must not throw, or the subscription stands still.
 */
export function serverFilter(
  { types, categories }: EventFilter,
  onMark: NonNullable<Filter['checkpointReached']>,
): Filter | undefined {
  const options = { maxSearchWindow: WINDOW, checkpointInterval: 1, checkpointReached: onMark };
  if (types !== undefined) return eventTypeFilter({ prefixes: [...types], ...options });
  if (categories === undefined) return undefined;
  return streamNameFilter({ prefixes: categories.map((category) => `${category}-`), ...options });
}
