import { LogUnavailable } from '#event-sourcing';

/**
 * What a failed statement means for its append:
 * - `unreachable`: the connection or server failed, the outcome is unknown; the same ids are tried again.
 * - `locked`: a lock was not granted in time, nothing was stored.
 * - `rejected`: the server refuses this very statement; trying again would not help.
 */
export type Failure = 'unreachable' | 'locked' | 'rejected';

const LOCK_NOT_AVAILABLE = '55P03';

/**
 * SQLSTATEs after which the same statement may succeed: connection (08), operator intervention (57: shutdown, crash, start,
 * cancel), resources (53: connections, disk, memory), deadlock and serialisation (40), read-only after a failover (25006).
 */
const PASSING = /^(08|57|53|40|25006)/;

export function failureOf(error: unknown): Failure {
  const code = sqlState(error);
  if (code === undefined) return 'unreachable';
  if (code === LOCK_NOT_AVAILABLE) return 'locked';
  return PASSING.test(code) ? 'unreachable' : 'rejected';
}

/** @returns a short word for counters: an SQLSTATE, a code of Node, or `closed`. */
export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? code : 'closed';
}

export function unavailable(cause: unknown): LogUnavailable {
  return new LogUnavailable('the event log did not answer in time', { cause });
}

/** pg marks errors of the server by their severity; everything else failed on the way. */
function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('severity' in error) || !('code' in error))
    return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
