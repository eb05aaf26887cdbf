import { type EventEnvelope, originalPlaces, type Projection, rowKey } from '#event-sourcing';
import { type RunnableProjection } from '../tables/runnable-projection.js';

export type OriginalPositionRow = {
  /** The log that the event was copied from. */
  readonly logId: string;
  /** Where it stood there. */
  readonly position: string;
  /** Where it stands here. */
  readonly here: string;
};

/** One event in 256, told by its id: the log itself is read on from there, and that is a page. */
const isMilestone = ({ id }: EventEnvelope): boolean => id.endsWith('00');

const NONE: readonly string[] = [];

/**
 * Milestones on the way from positions of the logs that this one was copied from to positions here; without a row in a log
 * that was not copied. It only shortens a search (see positionHere) and may know as few types of events as it likes.
 *
 * @param others projections that run anyway: it takes the events that are decoded for them.
 */
export function originalPositions(
  others: readonly Pick<RunnableProjection, 'handles'>[],
): Projection<OriginalPositionRow> {
  return {
    name: 'original-positions',
    version: 1,
    table: {
      name: 'original_positions',
      columns: {
        logId: { type: 'text', byteOrder: true },
        position: { type: 'text', byteOrder: true },
        here: { type: 'text', byteOrder: true },
      },
      key: ['logId', 'position'],
    },
    handles: [...new Set(others.flatMap(({ handles }) => handles))],
    addsOnly: true,
    keys: (envelope) =>
      isMilestone(envelope)
        ? originalPlaces(envelope.metadata).map(({ logId, position }) => rowKey(logId, position))
        : NONE,
    evolve(row, { metadata, position: here }, key) {
      const place = originalPlaces(metadata).find(({ logId, position }) => rowKey(logId, position) === key);
      return place === undefined ? row : { ...place, here };
    },
  };
}
