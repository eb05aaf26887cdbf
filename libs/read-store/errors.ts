/** Errors of the read store. Callers test the stable `code`, not the class. */
export abstract class ReadStoreError extends Error {
  abstract readonly code: string;
}

/** The read store was built from another log: its checkpoints mean nothing here. */
export class ForeignReadStore extends ReadStoreError {
  readonly code = 'foreign-read-store';
  constructor(
    readonly builtFrom: string,
    readonly log: string,
  ) {
    super(
      `the read store was built from log ${builtFrom}, this is log ${log}: use another database or drop schema read`,
    );
  }
}

/** A newer program has migrated this database. */
export class ReadStoreTooNew extends ReadStoreError {
  readonly code = 'read-store-too-new';
  constructor(readonly migration: string) {
    super(`the read store has migration ${migration}, which this program does not know`);
  }
}

/** A projection's table, key, indexes or history changed under the same version. */
export class ProjectionShapeChanged extends ReadStoreError {
  readonly code = 'projection-shape-changed';
  constructor(readonly projection: string) {
    super(`the table of ${projection} has another shape than the one that was built: give it a new version`);
  }
}

export class UnknownProjection extends ReadStoreError {
  readonly code = 'unknown-projection';
  constructor(readonly projection: string) {
    super(`no projection ${projection} in the read store`);
  }
}

/** The version was dropped, or was never built here: what it answered can't be given again. */
export class ViewRetired extends ReadStoreError {
  readonly code = 'view-retired';
  constructor(readonly view: string) {
    super(`view ${view} is retired`);
  }
}

/** What was asked for does not fit the projection's state, such as skipping where nothing failed. */
export class WrongProjectionState extends ReadStoreError {
  readonly code = 'wrong-projection-state';
  constructor(
    readonly projection: string,
    readonly state: string,
    readonly wanted: string,
  ) {
    super(`${projection} is ${state}, wanted ${wanted}`);
  }
}

/** Another process did the same thing at the same time. */
export class Busy extends ReadStoreError {
  readonly code = 'busy';
  constructor(readonly what: string) {
    super(`${what} is under way elsewhere`);
  }
}

/** Ownership moved on: whatever was about to be written was rolled back. */
export class OwnershipLost extends ReadStoreError {
  readonly code = 'ownership-lost';
  constructor(readonly projection: string) {
    super(`${projection} belongs to another owner now`);
  }
}
