import { randomUUID } from 'node:crypto';
import { type JsonObject, type ProposedEvent, type StreamName, streamName } from '#event-sourcing';

export function aStream(category = 'ticket'): StreamName {
  return streamName(category, randomUUID());
}

export function anEvent(data: JsonObject = {}, type = 'Opened'): ProposedEvent {
  return { id: randomUUID(), type, data, metadata: { commandId: 'c-1' } };
}

/** Events that carry their number as `n`, from 1. */
export function events(count: number, type = 'Opened'): readonly ProposedEvent[] {
  return Array.from({ length: count }, (_, i) => anEvent({ n: i + 1 }, type));
}

export function ids(list: readonly { readonly id: string }[]): readonly string[] {
  return list.map((event) => event.id);
}
