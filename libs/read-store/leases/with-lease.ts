import type pg from 'pg';
import { LEASE_TTL_MS, type LeaseOptions, releaseLease, renewLease, takeLease } from './lease.js';
import { pause } from './pause.js';

export interface HeldLease {
  readonly epoch: number;
  /** Aborts when the lease is lost or the caller's signal aborts: stop working. */
  readonly signal: AbortSignal;
}

export interface WithLeaseOptions extends LeaseOptions {
  readonly signal?: AbortSignal;
  /** How long it stands by while another holds the lease, milliseconds; for ever by default, 0 gives up at once. */
  readonly patienceMs?: number;
}

/**
 * Runs `work` while this process alone holds the lease `name`, which a heartbeat keeps alive.
 *
 * A lease saves work, it does not make safe: a process that was stopped goes on for a moment after it lost the lease.
 * Safety comes from compare-and-set checkpoints and deterministic command ids.
 *
 * @returns what `work` gave; undefined when the lease was not taken.
 */
export async function withLease<T>(
  pool: pg.Pool,
  name: string,
  options: WithLeaseOptions,
  work: (lease: HeldLease) => Promise<T>,
): Promise<T | undefined> {
  const { signal, ttlMs = LEASE_TTL_MS } = options;
  const epoch = await takeWhenFree(pool, name, options);
  if (epoch === undefined) return undefined;
  const lost = new AbortController();
  const abort = (): void => lost.abort();
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  const over = new AbortController();
  const heartbeat = keepAlive(pool, name, epoch, ttlMs, over.signal, abort);
  try {
    return await work({ epoch, signal: lost.signal });
  } finally {
    signal?.removeEventListener('abort', abort);
    over.abort();
    await heartbeat;
    await releaseLease(pool, name, epoch).catch(() => undefined);
  }
}

/** Keeps those who wait for one end from asking all at once without a break. */
const SHORTEST_WAIT_MS = 10;

async function takeWhenFree(
  pool: pg.Pool,
  name: string,
  options: WithLeaseOptions,
): Promise<number | undefined> {
  const { signal, ttlMs = LEASE_TTL_MS, patienceMs = Infinity } = options;
  const until = performance.now() + patienceMs;
  for (;;) {
    if (signal?.aborted === true) return undefined;
    // Before the attempt: the last one comes after the whole patience, when the lease of a dead holder is over.
    const isLast = performance.now() >= until;
    const attempt = await takeLease(pool, name, options);
    if ('epoch' in attempt) return attempt.epoch;
    if (isLast) return undefined;
    // A living holder renews long before the end, so who waits for the end is there at once when the holder is dead.
    const wait = Math.min(attempt.heldForMs, ttlMs / 4, until - performance.now());
    await pause(Math.max(SHORTEST_WAIT_MS, wait), signal);
  }
}

/** Renews until `over`; calls `lose` when the lease is another's, or could not be renewed for its whole length. */
async function keepAlive(
  pool: pg.Pool,
  name: string,
  epoch: number,
  ttlMs: number,
  over: AbortSignal,
  lose: () => void,
): Promise<void> {
  let lastRenewed = performance.now();
  while (!over.aborted) {
    await pause(ttlMs / 4, over);
    if (over.aborted) return;
    const sent = performance.now();
    const outcome = await renewLease(pool, name, epoch, ttlMs).catch(() => 'unknown' as const);
    if (outcome === true) lastRenewed = sent;
    if (outcome === false || performance.now() - lastRenewed > ttlMs) {
      lose();
      return;
    }
  }
}
