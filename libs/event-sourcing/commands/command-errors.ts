/** Errors of command execution. Callers test the stable `code`, not the class. */
export abstract class CommandError extends Error {
  abstract readonly code: string;
}

/** The client named a version, and the stream is at another one. */
export class VersionMismatch extends CommandError {
  readonly code = 'version-mismatch';
  constructor(
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`the client expected version ${expected}, the stream is at ${actual}`);
  }
}

/** The command id was used by a request with another body. */
export class IdempotencyKeyReused extends CommandError {
  readonly code = 'idempotency-key-reused';
  constructor(readonly commandId: string) {
    super(`command ${commandId} was another request`);
  }
}

/** Other writers were faster every time. Nothing was written; the same command may be sent again. */
export class TooManyConflicts extends CommandError {
  readonly code = 'too-many-conflicts';
  constructor(
    readonly stream: string,
    readonly attempts: number,
  ) {
    super(`${attempts} attempts to append to ${stream} met other writers`);
  }
}
