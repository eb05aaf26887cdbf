import { type ProposedEvent, type RecordedEvent } from '../event-store/event-store.js';
import { type Position } from '../event-store/position.js';

/**
 * Where an event stood in a log that it was copied from. A copy of a log is another log with positions and times of its own;
 * these marks, in the metadata, are what remains of the first one (docs/adr/0090-marks-of-a-copied-event.md).
 */
export interface OriginalPlace {
  readonly logId: string;
  readonly position: Position;
}

/** Metadata that only a copied event has; reserved. */
const RECORDED_AT = 'originalRecordedAt';
const PLACES = 'originalPlaces';

type Metadata = Readonly<Record<string, string | undefined>>;
type CopiedMetadata = Metadata & { readonly [RECORDED_AT]?: string; readonly [PLACES]?: string };

/** Oldest first, one for each time that the event was copied; none for an event that stands where it was written. */
export function originalPlaces(metadata: object): readonly OriginalPlace[] {
  const text = (metadata as CopiedMetadata)[PLACES];
  if (text === undefined) return [];
  return text.split(' ').map((place) => {
    const at = place.indexOf('@');
    return { position: place.slice(0, at) as Position, logId: place.slice(at + 1) };
  });
}

/** Where the event stood in one log; undefined when it was not copied from it. */
export function originalPosition(metadata: object, logId: string): Position | undefined {
  return originalPlaces(metadata).find((place) => place.logId === logId)?.position;
}

/** When the event came into a log for the first time, by that log's clock: the same in every copy. */
export function firstRecordedAt({
  metadata,
  recordedAt,
}: Pick<RecordedEvent, 'metadata' | 'recordedAt'>): string {
  return (metadata as CopiedMetadata)[RECORDED_AT] ?? recordedAt;
}

/** The event as it goes into a copy of the log with this id: the same but for the marks. */
export function copied(event: RecordedEvent, logId: string): ProposedEvent {
  const { id, type, data, metadata } = event;
  const before = (metadata as CopiedMetadata)[PLACES];
  const place = `${event.position}@${logId}`;
  return {
    id,
    type,
    data,
    metadata: {
      ...metadata,
      [RECORDED_AT]: firstRecordedAt(event),
      [PLACES]: before === undefined ? place : `${before} ${place}`,
    },
  };
}
