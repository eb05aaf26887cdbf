import { type MessageParams } from '#platform';

export type RowRefusalCode =
  | 'value-missing'
  | 'value-unknown'
  | 'activity-unknown'
  | 'after-close'
  | 'no-regulation'
  | 'earlier-than-desk'
  | 'row-not-storable'
  | 'subject-erased';

/** Why a readable row is not imported, when no decider was asked. */
export class RowRefused extends Error {
  constructor(
    readonly code: RowRefusalCode,
    readonly params: MessageParams = {},
  ) {
    super(code);
    this.name = 'RowRefused';
  }
}
