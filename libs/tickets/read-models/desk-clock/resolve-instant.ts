import { BEGINNING, type Position } from '#event-sourcing';
import { historyPage, lastStateUpTo, type ReadStore } from '#read-store';
import { commonPosition } from '../common-position.js';
import { deskClockProjection } from './desk-clock.projection.js';

export interface ResolvedInstant {
  /** Last position at which the desk's clock showed no more than the instant; events at that instant included. */
  readonly position: Position;
  /** False at and beyond the desk's clock: what is still to come may bear this instant, and change the answer. */
  readonly settled: boolean;
}

/**
 * Resolves an instant through a desk's clock to a position of the log.
 *
 * @param instant ISO 8601 UTC with milliseconds.
 */
export async function resolveInstant(
  store: ReadStore,
  desk: string,
  instant: string,
): Promise<ResolvedInstant> {
  const state = await lastStateUpTo(store, deskClockProjection, desk, instant);
  if (state === undefined) {
    return { position: BEGINNING, settled: (await clockAt(store, desk)) !== undefined };
  }
  if (state.to === undefined) {
    return {
      position: await commonPosition(store, [deskClockProjection.name]),
      settled: instant < state.order,
    };
  }
  return { position: await lastBefore(store, state.to), settled: true };
}

/** A desk's clock and the position at which it showed that. */
export interface DeskClock {
  /** Undefined before the desk's first event. */
  readonly clock: string | undefined;
  readonly position: Position;
}

export async function newestClock(store: ReadStore, desk: string): Promise<DeskClock> {
  const { rows, position } = await store.query<{ clock: string }>(
    deskClockProjection.name,
    'SELECT clock FROM read.desk_clock WHERE desk = $1',
    [desk],
  );
  return { clock: rows[0]?.clock, position };
}

/**
 * What the desk's clock showed at a position; undefined before its first event.
 *
 * @param at the newest position by default.
 * @throws BasisError `position-unknown`, `position-not-reached`
 */
export async function clockAt(store: ReadStore, desk: string, at?: Position): Promise<string | undefined> {
  if (at === undefined) return (await newestClock(store, desk)).clock;
  const { rows } = await historyPage(store, deskClockProjection, { partition: desk, at, limit: 1 });
  return rows[0]?.clock;
}

/** Any desk's event does: between it and `position` lies none of this desk's. */
async function lastBefore(store: ReadStore, position: Position): Promise<Position> {
  const { rows } = await store.query<{ position: Position | null }>(
    'history-lines',
    'SELECT max(position) AS position FROM read.history_lines WHERE position < $1',
    [position],
  );
  return rows[0]?.position ?? BEGINNING;
}
