import { type ReadStore } from '#read-store';
import { dueTimersProjection } from './due-timers.projection.js';

export interface DueTimer {
  readonly ticket: string;
  readonly desk: string;
  /** The instant that has come, ISO 8601 UTC. */
  readonly dueAt: string;
}

/** Tickets on which something has fallen due at `now`, the longest due first; those of muted desks left out. */
export async function dueBefore(
  store: ReadStore,
  now: string,
  limit: number,
  mutedDesks: readonly string[] = [],
): Promise<readonly DueTimer[]> {
  const { rows } = await store.query<DueTimer>(
    dueTimersProjection.name,
    `SELECT ticket, desk, next_at AS "dueAt" FROM read.due_timers
     WHERE next_at <= $1 AND desk <> ALL($3::text[]) ORDER BY next_at LIMIT $2`,
    [now, limit, mutedDesks],
  );
  return rows;
}

/** Open tickets of a desk, by id: those that an adopted regulation or calendar concerns. */
export async function openTickets(
  store: ReadStore,
  desk: string,
  after: string | undefined,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await store.query<{ ticket: string }>(
    'queue',
    `SELECT ticket FROM read.queue WHERE desk = $1 AND in_queue AND ticket > $2 ORDER BY ticket LIMIT $3`,
    [desk, after ?? '00000000-0000-0000-0000-000000000000', limit],
  );
  return rows.map(({ ticket }) => ticket);
}
