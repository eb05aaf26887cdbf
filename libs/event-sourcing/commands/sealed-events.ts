import { type DomainEvent } from '../decider/decider.js';
import { eventJson } from '../events/event-data.js';
import { type EventRegistry } from '../events/event-registry.js';
import { SEALED } from '../events/personal.js';

/** The events as a reader without keys gets them from the log: strict JSON, personal values SEALED. */
export function sealedEvents<Event extends DomainEvent>(
  registry: EventRegistry,
  events: readonly Event[],
): readonly Event[] {
  return events.map(({ type, data }) => ({
    type,
    data: eventJson(type, data, registry.get(type).personal, () => SEALED),
  })) as unknown as readonly Event[];
}
