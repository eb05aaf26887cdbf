import { EventStoreError } from '#event-sourcing';

/**
 * - `shape`: not `esdb://` or `esdb+discover://` with hosts.
 * - `option`: an option (named in `detail`) that is unknown, or that the client would ignore or honour badly.
 * - `certificate`: a certificate or key file that is named can't be read.
 */
export type InvalidUrlReason = 'shape' | 'option' | 'certificate';

/** The address of the store can't be used. Neither the message nor a field holds any part of it but an option's name. */
export class InvalidEventStoreUrl extends EventStoreError {
  readonly code = 'invalid-event-store-url';
  constructor(
    readonly reason: InvalidUrlReason,
    readonly detail?: string,
  ) {
    super(`the address of EventStoreDB is invalid: ${reason}${detail === undefined ? '' : ` ${detail}`}`);
  }
}
