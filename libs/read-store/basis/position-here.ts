import {
  BEGINNING,
  comparePositions,
  type EventStore,
  hasCode,
  type OriginalPlace,
  originalPosition,
  type Position,
} from '#event-sourcing';
import { type ViewReader } from '../views/query-view.js';
import { BasisError } from './basis-errors.js';
import { type OriginalPositionRow } from './original-positions.js';

/** Two milestones lie 256 events apart on average. */
const PAGE = 500;

/**
 * Where this log holds exactly what a log that it was copied from held at a place. The events' own marks decide; they rise
 * with the positions here, so it is a search from the nearest milestone on.
 *
 * @param upTo nothing beyond is looked at: where the view stands that is to answer.
 * @returns undefined when this log is no copy of that one.
 * @throws BasisError `position-not-reached`; `position-unknown` for what that log got only after it was copied.
 */
export async function positionHere(
  readStore: ViewReader,
  log: Pick<EventStore, 'readAll'>,
  { logId, position }: OriginalPlace,
  upTo: Position,
): Promise<Position | undefined> {
  // A copy begins with copied events, whatever has been written to it since.
  const { events: beginning } = await log.readAll({ after: BEGINNING, limit: 1 });
  const first = beginning[0] && originalPosition(beginning[0].metadata, logId);
  if (first === undefined) return undefined;
  if (position === BEGINNING) return BEGINNING;
  if (position.length !== first.length) throw new BasisError('position-unknown');
  let here = await milestone(readStore, logId, position);
  for (;;) {
    const page = await log.readAll({ after: here, limit: PAGE, upTo });
    for (const event of page.events) {
      const original = originalPosition(event.metadata, logId);
      if (original === undefined) throw new BasisError('position-unknown');
      if (comparePositions(original, position) > 0) return here;
      here = event.position;
      if (original === position) return here;
    }
    if (page.caughtUp || page.events.length === 0) throw new BasisError('position-not-reached');
  }
}

/** Strictly before, since the search must meet the event at the place itself to know that it was copied. */
async function milestone(readStore: ViewReader, logId: string, position: Position): Promise<Position> {
  try {
    const { rows } = await readStore.query<Pick<OriginalPositionRow, 'here'>>(
      'original-positions',
      `SELECT here FROM read.original_positions WHERE "logId" = $1 AND position < $2 ORDER BY position DESC LIMIT 1`,
      [logId, position],
    );
    return (rows[0]?.here ?? BEGINNING) as Position;
  } catch (error) {
    // No worker has run here yet.
    if (hasCode(error, 'unknown-projection')) return BEGINNING;
    throw error;
  }
}
