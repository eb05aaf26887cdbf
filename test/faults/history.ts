/** What a client knows after one attempt at a command. */
export type Attempt =
  | {
      readonly is: 'acknowledged';
      readonly stream: string;
      readonly version: number;
      readonly position: string;
    }
  /** Refused for good: 4xx. */
  | { readonly is: 'refused'; readonly code: string }
  /** No answer, or one that leaves it open. */
  | { readonly is: 'unknown'; readonly why: string };

export interface CommandRecord {
  /** Its Idempotency-Key; the correlation id of what it wrote begins with it. */
  readonly op: string;
  readonly kind: string;
  /** The type of the one event that tells that it was done. */
  readonly effect: string;
  /** Done already, it is acknowledged without an event. */
  readonly mayDecideNothing: boolean;
  readonly attempts: readonly Attempt[];
}

/** An event as the log holds it, as far as checks look at it. */
export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly position: string;
  /** Of the client's command, where a client's command caused it. */
  readonly op: string | undefined;
  readonly commandId: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface History {
  readonly commands: readonly CommandRecord[];
  /** In the order of the log. */
  readonly log: readonly LoggedEvent[];
  /** Every clock that was due before has been judged, or never will be: ISO 8601 UTC. */
  readonly settledAt: string;
}

/** A promise that was not kept. */
export interface Violation {
  readonly rule: string;
  readonly detail: string;
}

export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/**
 * One acknowledgement is enough. A refusal is certain only if no attempt was left open: that one may have been stored before or
 * may yet be, by a process that was paused.
 */
export function outcomeOf({ attempts }: CommandRecord): Outcome {
  if (attempts.some(({ is }) => is === 'acknowledged')) return 'acknowledged';
  return attempts.length > 0 && attempts.every(({ is }) => is === 'refused') ? 'refused' : 'unknown';
}
