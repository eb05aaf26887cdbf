import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

export interface LoggerOptions {
  readonly level: string;
  /** `api`, `worker` or `ops`. */
  readonly process: string;
  /** Which of several processes of that name wrote a line. */
  readonly instance?: { readonly host: string; readonly pid: number };
  /** Standard error by default: standard output is for what a person asked for. */
  readonly destination?: DestinationStream;
}

/** Names of fields that hold secrets or personal data, whatever depth (up to 2 objects deep) somebody logs them at. */
const HIDDEN = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'email',
  'phone',
  'name',
  'surname',
  'fullName',
  'address',
  'text',
  'body',
  'subject',
  'ip',
  'remoteAddress',
];

/** Structured JSON lines: time in ISO 8601 UTC, level by name. A line about a request is given its `correlationId` as a field. */
export function createLogger({ level, process, instance, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { process, ...instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: HIDDEN.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[hidden]',
      },
      serializers: { err: safeError, error: safeError },
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

interface SafeError {
  readonly type: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SafeError;
}

/**
 * An error without its message: PostgreSQL, zod and decoders quote values in messages and details, and a value may be
 * somebody's phone. Type, code and the frames of the stack tell a programmer where it happened.
 */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(frames === undefined ? {} : { stack: frames.join('\n') }),
    ...(error.cause instanceof Error ? { cause: safeError(error.cause) } : {}),
  };
}
