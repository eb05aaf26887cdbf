import { type Position } from '#event-sourcing';
import { type ReadStore } from '#read-store';
import { Problem } from '../problems/problem.js';
import { FRESHNESS_LIMIT_MS } from './limits.js';

/**
 * Waits until a view shows what the caller has just done.
 *
 * @returns true when it has not come to `minPosition` in time, or, where none was given, is still being built: the answer must then
 *   say that it is stale.
 * @throws Problem 400 `position-invalid`.
 */
export async function isStale(
  readStore: ReadStore,
  projection: string,
  minPosition: string | undefined,
): Promise<boolean> {
  if (minPosition === undefined) return !(await readStore.isBuilt(projection));
  if (!/^[0-9A-Za-z:._-]{0,64}$/.test(minPosition)) throw new Problem(400, 'position-invalid');
  return (await readStore.waitForPosition(projection, minPosition as Position, FRESHNESS_LIMIT_MS)).stale;
}
