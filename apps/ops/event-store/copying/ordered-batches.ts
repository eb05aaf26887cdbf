import {
  copied,
  MAX_APPEND_BYTES,
  type ProposedEvent,
  type RecordedEvent,
  type StreamAppend,
} from '#event-sourcing';

interface Run extends StreamAppend {
  readonly events: ProposedEvent[];
  readonly ids: Set<string>;
}

/**
 * Events of a source as batches of appends to its copy: neighbours of one stream joined, and no batch above what one append
 * may hold, so that a store which takes only one stream at a time never meets a longer one.
 *
 * @param logId of the source.
 */
export function orderedBatches(events: readonly RecordedEvent[], logId: string): readonly StreamAppend[][] {
  const batches: Run[][] = [];
  let batch: Run[] = [];
  let bytes = Infinity;
  for (const event of events) {
    const size = Buffer.byteLength(JSON.stringify(event.data));
    if (bytes + size > MAX_APPEND_BYTES) {
      batches.push((batch = []));
      bytes = 0;
    }
    bytes += size;
    const run = batch.at(-1);
    if (run?.stream === event.stream && !run.ids.has(event.id)) {
      run.events.push(copied(event, logId));
      run.ids.add(event.id);
    } else {
      const { stream, version, id } = event;
      batch.push({
        stream,
        expectedVersion: version - 1,
        events: [copied(event, logId)],
        ids: new Set([id]),
      });
    }
  }
  return batches;
}
