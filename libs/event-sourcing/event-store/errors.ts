import { type StreamDamage } from './log-signal.js';

/**
 * Errors carry a stable `code`; callers test the code and not the class, so that a doubled package can't break them.
 */
export abstract class EventStoreError extends Error {
  abstract readonly code: string;
}

export class WrongExpectedVersion extends EventStoreError {
  readonly code = 'wrong-expected-version';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`stream ${stream} holds ${actual} events, expected ${expected}`);
  }
}

export class InvalidEvent extends EventStoreError {
  readonly code = 'invalid-event';
}

export class EventTooLarge extends EventStoreError {
  readonly code = 'event-too-large';
  constructor(
    readonly type: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`event ${type} has ${bytes} bytes of data, at most ${limit} are stored`);
  }
}

export class AppendTooLarge extends EventStoreError {
  readonly code = 'append-too-large';
  constructor(
    readonly bytes: number,
    readonly limit: number,
  ) {
    super(`append has ${bytes} bytes of data, at most ${limit} are stored`);
  }
}

/** No position of this log: of another shape, or beyond its head (a log restored from an older backup, a foreign log). */
export class InvalidPosition extends EventStoreError {
  readonly code = 'invalid-position';
  constructor(readonly position: string) {
    super(`not a position of this log: ${JSON.stringify(position)}`);
  }
}

/** The log can't be reached, or did not answer in time; the append may or may not be stored. */
export class LogUnavailable extends EventStoreError {
  readonly code = 'log-unavailable';
}

/** The log's server knows the caller but refuses him, or does not know him; trying again would not help. */
export class LogAccessDenied extends EventStoreError {
  readonly code = 'log-access-denied';
}

/**
 * A part of a stream is gone by the store's own means (tombstone, truncation, foreign bytes): a decision on what is left
 * would be a decision on another history, so there is none.
 */
export class DamagedStream extends EventStoreError {
  readonly code = 'damaged-stream';
  constructor(
    readonly stream: string,
    readonly damage: StreamDamage,
  ) {
    super(`stream ${stream} is ${damage} in the event log`);
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === code;
}
