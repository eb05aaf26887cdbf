import fc from 'fast-check';
import { type EventStore, type ProposedEvent, type RecordedEvent, type StreamName } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import { logPages, oneByOne } from '../log-pages.js';

const STREAMS = ['ticket', 'claim', 'visit'].map(
  (category, i): StreamName => `${category}-00000000-0000-4000-8000-00000000000${i}`,
);

/** Events of a few streams in any order: which stream each goes to, and what it is. */
export const writings = fc.array(
  fc.record({
    stream: fc.constantFrom(...STREAMS),
    event: fc.record<ProposedEvent>({
      id: fc.uuid(),
      type: fc.constantFrom('Opened', 'Closed'),
      data: fc.dictionary(
        fc.stringMatching(/^[a-z]{1,5}$/),
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e9, min: -1e9 }).map((n) => n || 0),
        ),
      ),
      metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string({ unit: 'grapheme' })),
    }),
  }),
  { maxLength: 40 },
);
export type Writing = { readonly stream: StreamName; readonly event: ProposedEvent };

let clock = Date.parse('2026-01-01T00:00:00.000Z');

/** A log in memory whose clock never stands still. */
export function memoryLog(): EventStore {
  return createMemoryEventStore({ clock: () => new Date((clock += 1_000)) });
}

/** One append an event, behind whatever the log holds. */
export async function write(store: EventStore, list: readonly Writing[]): Promise<void> {
  for (const { stream, event } of list)
    await store.append(stream, (await store.readStream(stream)).length, [event]);
}

export async function wholeLog(store: EventStore): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  for await (const event of oneByOne(logPages(store, '' as never, await store.head()))) all.push(event);
  return all;
}
