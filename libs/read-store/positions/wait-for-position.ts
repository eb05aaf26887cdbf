import type pg from 'pg';
import { BEGINNING, type Position } from '#event-sourcing';
import { UnknownProjection } from '../errors.js';
import { type PositionSignal } from './position-signal.js';

export interface Reached {
  /** Where the projection stands now. */
  readonly position: Position;
  readonly stale: boolean;
}

/** A hint may be lost, and a checkpoint is cheap to read. */
const LOOK_AGAIN_MS = 100;

export async function waitForPosition(
  pool: pg.Pool,
  signal: PositionSignal,
  projection: string,
  wanted: Position,
  timeoutMs: number,
): Promise<Reached> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const position = await livePosition(pool, projection);
    const left = deadline - performance.now();
    if (position >= wanted || wanted === BEGINNING) return { position, stale: false };
    if (left <= 0) return { position, stale: true };
    await signal.next(Math.min(left, LOOK_AGAIN_MS));
  }
}

async function livePosition(pool: pg.Pool, projection: string): Promise<Position> {
  const { rows } = await pool.query<{ position: Position }>({
    name: 'live-position',
    text: 'SELECT position FROM read.projections WHERE name = $1 AND live',
    values: [projection],
  });
  if (rows[0] === undefined) throw new UnknownProjection(projection);
  return rows[0].position;
}
