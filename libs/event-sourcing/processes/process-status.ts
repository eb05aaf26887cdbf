import { type Position } from '../event-store/position.js';

/**
 * - `starting`: has not yet reached the log;
 * - `running`: follows the log;
 * - `retrying`: something failed, and is tried again by itself;
 * - `stopped`: one event failed too often; waits for `retry()`, and no other process is affected;
 * - `ended`: told to.
 */
export type ProcessState = 'starting' | 'running' | 'retrying' | 'stopped' | 'ended';

export interface ProcessStatus {
  readonly name: string;
  readonly version: number;
  readonly state: ProcessState;
  /** Everything up to here has been reacted to. */
  readonly position: Position;
  /** It has reached the end of the log since it last began to follow it. */
  readonly caughtUp: boolean;
  readonly failure?: ProcessFailure;
}

export interface ProcessFailure {
  /** The error's code, else its name: never its message, which may quote what is personal. */
  readonly code: string;
  /** How often in a row. */
  readonly times: number;
  /** The event that it could not react to; absent when the log itself, or the checkpoint, failed. */
  readonly eventId?: string;
  readonly position?: Position;
}

export function failureCode(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown';
}

const TRANSIENT = new Set([
  'log-unavailable',
  'too-many-conflicts',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
]);
/** PostgreSQL: connection exceptions, insufficient resources, operator intervention, lock not available, serialisation. */
const TRANSIENT_SQLSTATE = /^(08|53|57P)|^(55P03|40001|40P01)$/;

/** Failures that are not the event's fault: they are tried again without end. */
export function isTransientFailure(error: unknown): boolean {
  const code = failureCode(error);
  return TRANSIENT.has(code) || TRANSIENT_SQLSTATE.test(code);
}
