import { ReadStoreError } from '../errors.js';

export type BasisErrorCode =
  /** Not a basis, or cut off. */
  | 'basis-malformed'
  /** Of another log. */
  | 'basis-foreign-log'
  /** Of another read model, or of another version of it than the one that is asked. */
  | 'basis-other-view'
  /** Not a position of this log. */
  | 'position-unknown'
  /** Beyond what the read model shows so far. */
  | 'position-not-reached';

export class BasisError extends ReadStoreError {
  constructor(readonly code: BasisErrorCode) {
    super(code);
  }
}
