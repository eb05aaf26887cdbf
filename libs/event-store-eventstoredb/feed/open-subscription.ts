import { type EventStoreDBClient, type START } from '@eventstore/db-client';
import { decimalPosition, type EventFilter, type Position } from '#event-sourcing';
import { type OpenCall, Pull } from '../reading/pull.js';
import { type ServerEvent, type ServerPosition } from '../reading/server-event.js';
import { serverFilter } from './server-filter.js';

/** What a subscription brings, in the order in which the server sent it. */
export type SubscriptionItem =
  | { readonly event?: ServerEvent }
  /** Everything up to here was looked at; undefined for a mark that is no position. */
  | { readonly mark: Position | undefined }
  | { readonly caughtUp: true };

/** Items that wait in this process; the rest waits in the server. */
const BUFFERED = 512;
/** Above it, positions are negative for the server: it gave out 2^64 - 1 in a filtered subscription at times. */
const MOST = 2n ** 63n - 1n;

/**
 * A subscription to everything after a position, from the leader.
 *
 * The client tells of marks by callback, up to 192 events before those are handed out: a checkpoint moved there would lose
 * them in a crash. So the marks are put into the very stream of the events, and come out in their place.
 */
export function openSubscription(
  client: EventStoreDBClient,
  fromPosition: ServerPosition | typeof START,
  filter: EventFilter | undefined,
): Pull<SubscriptionItem> {
  const onServer =
    filter === undefined
      ? undefined
      : serverFilter(filter, (call, { commit }) => {
          (call as unknown as OpenCall).push({ mark: commit > MOST ? undefined : decimalPosition(commit) });
        });
  const call = client.subscribeToAll(
    { fromPosition, requiresLeader: true, ...(onServer === undefined ? {} : { filter: onServer }) },
    { highWaterMark: BUFFERED },
  ) as unknown as OpenCall;
  call.on('caughtUp', () => call.push({ caughtUp: true }));
  return new Pull<SubscriptionItem>(call);
}
