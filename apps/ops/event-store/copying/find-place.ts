import { BEGINNING, type EventStore, lastEvent, originalPlaces, type Position } from '#event-sourcing';
import { operatorError } from '#platform';
import { eventStoreMessages } from '../event-store-messages.js';

/** How far a copy has come. */
export interface PlaceInCopy {
  /** Everything up to here is in the copy. */
  readonly source: Position;
  /** Where that ends in the copy. */
  readonly target: Position;
}

/**
 * Where an earlier run stopped, told by the last event of the target alone: since a copy is only ever begun in an empty log,
 * and gone on with behind an event of the source, nothing foreign can stand before it that was not written during a run; and
 * what a run has written it reads back.
 *
 * @throws OperatorError `target-foreign`, `target-ahead`, `target-diverged`
 */
export async function findPlace(source: EventStore, target: EventStore): Promise<PlaceInCopy> {
  const last = await lastEvent(target);
  if (last === undefined) return { source: BEGINNING, target: BEGINNING };
  const place = originalPlaces(last.metadata).at(-1);
  if (place?.logId !== source.logId) throw operatorError(eventStoreMessages, 'target-foreign');
  const [original] = await source.readStream(last.stream, { fromVersion: last.version, limit: 1 });
  if (original === undefined) throw operatorError(eventStoreMessages, 'target-ahead');
  // The source was set back to a backup and has gone another way since.
  if (original.id !== last.id || original.position !== place.position)
    throw operatorError(eventStoreMessages, 'target-diverged');
  return { source: place.position, target: last.position };
}
