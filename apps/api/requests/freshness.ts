import { type Position } from '#event-sourcing';
import { Problem } from '../problems/problem.js';
import { FRESHNESS_LIMIT_MS } from './limits.js';

/** How far views have come, for queries that must show what the caller has just done. */
export interface Views {
  /** Waits until the view has come to the position, or the time is up. */
  waitFor(view: string, position: Position, limitMs: number): Promise<{ readonly stale: boolean }>;
}

export const VIEWS = Symbol('Views');

/**
 * @returns true when the view has not come to `minPosition` in time: the answer must then say that it is stale.
 * @throws Problem 400 `position-invalid`.
 */
export async function isStale(views: Views, view: string, minPosition: string | undefined): Promise<boolean> {
  if (minPosition === undefined) return false;
  if (!/^[0-9A-Za-z:/_-]{1,64}$/.test(minPosition)) throw new Problem(400, 'position-invalid');
  return (await views.waitFor(view, minPosition as Position, FRESHNESS_LIMIT_MS)).stale;
}
