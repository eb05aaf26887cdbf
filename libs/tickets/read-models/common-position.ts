import { BEGINNING, type Position } from '#event-sourcing';
import { BasisError, type ReadStore } from '#read-store';

/** How far all of these projections have come: an answer from several of them shows no more than this. */
export async function commonPosition(store: ReadStore, projections: readonly string[]): Promise<Position> {
  const { rows } = await store.pool.query<{ position: Position | null }>({
    name: 'common-position',
    text: 'SELECT min(position) AS position FROM read.projections WHERE live AND name = ANY($1::text[])',
    values: [projections],
  });
  return rows[0]?.position ?? BEGINNING;
}

/**
 * The position that an answer from several projections shows: the one asked for, or the newest that all have reached.
 *
 * @throws BasisError `position-not-reached`
 */
export async function shownPosition(
  store: ReadStore,
  projections: readonly string[],
  asked: Position | undefined,
): Promise<Position> {
  const reached = await commonPosition(store, projections);
  if (asked === undefined) return reached;
  if (asked > reached) throw new BasisError('position-not-reached');
  return asked;
}
