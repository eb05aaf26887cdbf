import { HttpException } from '@nestjs/common';
import { Problem } from './problem.js';

interface Coded {
  readonly code?: unknown;
  readonly statusCode?: unknown;
}

/** Errors of the libs by their stable codes: what they mean to a client. */
const BY_CODE: Readonly<Record<string, (error: unknown) => Problem>> = {
  'log-unavailable': (cause) => new Problem(503, 'log-unavailable', {}, { retryAfter: 2, cause }),
  // Only the operator can mend it, and the client need not know: for him the log is away.
  'log-access-denied': (cause) => new Problem(503, 'log-unavailable', {}, { retryAfter: 30, cause }),
  'damaged-stream': (cause) => new Problem(500, 'history-damaged', {}, { cause }),
  'wrong-expected-version': (cause) => new Problem(409, 'conflict', {}, { retryAfter: 1, cause }),
  'version-mismatch': (cause) => new Problem(412, 'version-mismatch', {}, { cause }),
  'idempotency-key-reused': (cause) => new Problem(422, 'idempotency-key-reused', {}, { cause }),
  'too-many-conflicts': (cause) => new Problem(409, 'conflict', {}, { retryAfter: 1, cause }),
  'basis-malformed': (cause) => new Problem(400, 'basis-malformed', {}, { cause }),
  'basis-other-view': (cause) => new Problem(400, 'basis-other-view', {}, { cause }),
  'basis-foreign-log': (cause) => new Problem(422, 'basis-foreign-log', {}, { cause }),
  'position-unknown': (cause) => new Problem(422, 'position-unknown', {}, { cause }),
  'position-not-reached': (cause) => new Problem(422, 'position-not-reached', {}, { retryAfter: 1, cause }),
  'view-retired': (cause) => new Problem(410, 'view-retired', {}, { cause }),
  'unknown-projection': (cause) => new Problem(503, 'view-not-ready', {}, { retryAfter: 2, cause }),
  'event-too-large': (cause) => new Problem(413, 'text-too-long', {}, { cause }),
  'append-too-large': (cause) => new Problem(413, 'text-too-long', {}, { cause }),
  'calendar-year-missing': (cause) => new Problem(422, 'calendar-year-missing', yearOf(cause), { cause }),
};

/** Fastify and Nest refuse some requests before any of our code sees them. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'request-malformed',
  404: 'route-not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
  414: 'address-too-long',
  415: 'media-type-unsupported',
  429: 'too-many-requests',
};

/** SQLSTATE classes and socket errors that say "the server isn't there" and nothing about the statement. */
const CONNECTION_STATES = /^(08|57P|53|25006$|55P03$)/;
const SOCKET_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);

/** The problem that an error amounts to, or undefined for one that nobody foresaw. */
export function knownProblem(error: unknown): Problem | undefined {
  for (let cause = error, depth = 0; cause !== undefined && cause !== null && depth < 5; depth++) {
    const problem = directly(cause);
    if (problem !== undefined) return problem;
    cause = (cause as { cause?: unknown; driverError?: unknown }).driverError ?? (cause as Error).cause;
  }
  return undefined;
}

function directly(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  const { code, statusCode } = error as Coded;
  if (typeof code === 'string') {
    const known = Object.hasOwn(BY_CODE, code) ? BY_CODE[code] : undefined;
    if (known !== undefined) return known(error);
    if (CONNECTION_STATES.test(code) || SOCKET_ERRORS.has(code)) return readStoreUnavailable(error);
  }
  // FATAL ends the connection or refuses it: a server that stops, starts, or is closed for maintenance.
  if ((error as { severity?: unknown }).severity === 'FATAL') return readStoreUnavailable(error);
  if (isConnectionLoss(error)) return readStoreUnavailable(error);
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const byStatus = typeof status === 'number' ? BY_STATUS[status] : undefined;
  return byStatus === undefined ? undefined : new Problem(status as number, byStatus, {}, { cause: error });
}

/** `pg` has no code for a connection that ended under a query, that the pool could not make in time, or that is silent. */
function isConnectionLoss(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}

function readStoreUnavailable(cause: unknown): Problem {
  return new Problem(503, 'read-store-unavailable', {}, { retryAfter: 2, cause });
}

function yearOf(error: unknown): { year: number } | Record<string, never> {
  const { year } = error as { year?: unknown };
  return typeof year === 'number' ? { year } : {};
}
