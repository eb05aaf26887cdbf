import { LogAccessDenied, LogUnavailable } from '#event-sourcing';

/**
 * What a failed call means:
 * - `unreachable`: the server or the way to it failed, the outcome is unknown; the same ids are tried again.
 * - `hung`: so, and nothing at all was heard meanwhile: the connection is replaced.
 * - `denied`: the caller is not known or has no right.
 * - `misplaced`: a read began where no record begins, or so it seems: the server calls it unknown.
 */
export type Failure = 'unreachable' | 'hung' | 'denied' | 'misplaced';

/** No answer within the time of one attempt. */
export class NotAnswered extends Error {
  constructor(readonly connectionIsSilent: boolean) {
    super('not answered');
  }
}

/** The server ended a call that has no end, or said that it can't serve now. */
export class CallEnded extends Error {
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** gRPC's numbers. */
const UNKNOWN = 2;
const PERMISSION_DENIED = 7;
const INTERNAL = 13;
const UNAUTHENTICATED = 16;

/**
 * The client's errors come without type, without code or without message, depending on where they were born; so whatever
 * is not recognised counts as unreachable, which is safe since every append is tried with the same ids.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof NotAnswered) return error.connectionIsSilent ? 'hung' : 'unreachable';
  const { type, code, message } = partsOf(error);
  if (type === 'access-denied' || code === PERMISSION_DENIED || code === UNAUTHENTICATED) return 'denied';
  if (/failed to discover/i.test(message)) return 'hung';
  if (/not ready|too busy|server is busy|leader/i.test(message)) return 'unreachable';
  if (type === 'unknown' && (code === UNKNOWN || code === INTERNAL)) return 'misplaced';
  return 'unreachable';
}

/** @returns a short word for counters and causes: never text of a message, which may hold anything. */
export function reasonOf(error: unknown): string {
  if (error instanceof NotAnswered) return 'not-answered';
  if (error instanceof CallEnded) return error.reason;
  const { type, code, message } = partsOf(error);
  if (type !== '') return type;
  if (/failed to discover/i.test(message)) return 'not-discovered';
  return code === undefined ? 'failed' : String(code);
}

/** @returns the port's error for a failure that is not tried again. */
export function translated(error: unknown): Error {
  if (failureOf(error) === 'denied') return new LogAccessDenied('the event log refuses the caller');
  // The client's own error is left behind: it drags metadata and details along.
  return new LogUnavailable('the event log did not answer in time', { cause: new Error(reasonOf(error)) });
}

function partsOf(error: unknown): { type: string; code: number | undefined; message: string } {
  const { type, code, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return {
    type: typeof type === 'string' ? type : '',
    code: typeof code === 'number' ? code : codeOf(error),
    message: typeof message === 'string' ? message : '',
  };
}

/** Errors of the client keep gRPC's one inside. */
function codeOf(error: unknown): number | undefined {
  const inner = (error as { _raw?: { code?: unknown } } | undefined)?._raw?.code;
  return typeof inner === 'number' ? inner : undefined;
}
