import { copied, firstRecordedAt, type Position, type RecordedEvent } from '#event-sourcing';

export type Field = 'stream' | 'version' | 'id' | 'type' | 'data' | 'metadata' | 'recordedAt';

/** What two logs disagree in. Names no data: it may be personal. */
export type Difference =
  | { readonly kind: 'only-in-source'; readonly position: Position }
  | { readonly kind: 'only-in-copy'; readonly position: Position }
  /** Stands in the copy behind an event that it precedes in the source, or stands there twice. */
  | { readonly kind: 'out-of-order'; readonly position: Position }
  | { readonly kind: 'changed'; readonly position: Position; readonly fields: readonly Field[] };

/** @param logId of the original. */
export function changedFields(original: RecordedEvent, copy: RecordedEvent, logId: string): readonly Field[] {
  const expected = copied(original, logId);
  const equal: Record<Field, boolean> = {
    stream: original.stream === copy.stream,
    version: original.version === copy.version,
    id: expected.id === copy.id,
    type: expected.type === copy.type,
    data: JSON.stringify(expected.data) === JSON.stringify(copy.data),
    metadata: JSON.stringify(expected.metadata) === JSON.stringify(copy.metadata),
    recordedAt: firstRecordedAt(original) === firstRecordedAt(copy),
  };
  return (Object.keys(equal) as Field[]).filter((field) => !equal[field]);
}
