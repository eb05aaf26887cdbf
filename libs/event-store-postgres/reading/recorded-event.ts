import { decimalPosition, type JsonObject, type RecordedEvent, type StreamName } from '#event-sourcing';

/** Columns of the read queries: position, stream, version, id, type, data, metadata, recorded at; all as text. */
export type EventRow = readonly [string, string, string, string, string, string, string, string];

export function recordedEvent(row: EventRow): RecordedEvent {
  const [position, stream, version, id, type, data, metadata, recordedAt] = row;
  return {
    id,
    type,
    data: JSON.parse(data) as JsonObject,
    metadata: JSON.parse(metadata) as Record<string, string>,
    stream: stream as StreamName,
    version: Number(version),
    position: decimalPosition(position),
    recordedAt,
  };
}
