import { type Refusal } from '../decider/decider.js';

/** Errors of the registry and the codec. Callers test the stable `code`, not the class. */
export abstract class EventError extends Error {
  abstract readonly code: string;
}

/** A type that no registry list names. Projections skip it; a decider must not decide on a past that it can't read. */
export class UnknownEventType extends EventError {
  readonly code = 'unknown-event-type';
  constructor(readonly type: string) {
    super(`event type ${JSON.stringify(type)} is not registered`);
  }
}

/** Written by a newer program. Fatal for everyone: to skip it would drop a fact of a type that is handled. */
export class UnknownEventVersion extends EventError {
  readonly code = 'unknown-event-version';
  constructor(
    readonly type: string,
    readonly version: string,
    readonly newest: number,
  ) {
    super(`event ${type} has schema version ${JSON.stringify(version)}, this program knows 1 to ${newest}`);
  }
}

/** Data on the way in does not fit its schema. Names paths and rules, never values: values may be personal. */
export class InvalidEventData extends EventError {
  readonly code = 'invalid-event-data';
  constructor(
    readonly type: string,
    readonly issues: readonly { readonly path: string; readonly rule: string }[],
  ) {
    super(`event ${type}: ${issues.map((issue) => `${issue.path || '/'} ${issue.rule}`).join('; ')}`);
  }
}

/** A personal text for a subject whose key was destroyed. `refusal` is what the user is told. */
export class SubjectIsErased extends EventError {
  readonly code = 'subject-is-erased';
  readonly refusal: Refusal = { code: this.code };
  constructor(readonly subject: string) {
    super(`subject ${subject} was erased; nothing personal can be recorded about it`);
  }
}

/** Neither a key nor an erasure record: a vault of another log, or one restored from too old a backup. */
export class SubjectKeyMissing extends EventError {
  readonly code = 'subject-key-missing';
  constructor(
    readonly subject: string,
    readonly revision: number,
  ) {
    super(`no key of revision ${revision} for subject ${subject}, and no record of its erasure`);
  }
}

/** A long text that the log names by digest is not in the content store although its subject was not erased. */
export class LongTextMissing extends EventError {
  readonly code = 'long-text-missing';
  constructor(readonly digest: string) {
    super(`content ${digest} is not in the content store`);
  }
}

/** The value in the log is not what was written under this key, event, field and subject. */
export class SealBroken extends EventError {
  readonly code = 'seal-broken';
  constructor(
    readonly eventId: string,
    readonly path: string,
  ) {
    super(
      `personal value ${path} of event ${eventId} does not open: it was changed, or moved from elsewhere`,
    );
  }
}
