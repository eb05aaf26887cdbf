import { PassThrough } from 'node:stream';
import { type AllStreamSubscription, type EventStoreDBClient, START } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { openSubscription } from './open-subscription.js';

type Options = NonNullable<Parameters<EventStoreDBClient['subscribeToAll']>[0]>;

/** The client's part: a stream of events, and callbacks that come while earlier events still wait in it. */
function fakeClient() {
  const call = new PassThrough({ objectMode: true });
  let asked: Options = {};
  const client = { subscribeToAll: (options: Options) => ((asked = options), call) };
  return {
    client: client as unknown as EventStoreDBClient,
    event: (n: number) => call.push({ event: n }),
    mark: (commit: bigint) =>
      asked.filter?.checkpointReached?.(call as unknown as AllStreamSubscription, {
        commit,
        prepare: commit,
      }),
    caughtUp: () => call.emit('caughtUp'),
  };
}

describe('a subscription to everything', () => {
  it('gives marks in their place, though the client tells of them while events before them wait', async () => {
    const { client, event, mark, caughtUp } = fakeClient();
    const pull = openSubscription(client, START, { categories: ['ticket'] });
    event(1);
    event(2);
    await mark(77n);
    event(3);
    await mark(2n ** 64n - 1n);
    caughtUp();
    event(4);
    expect(await pull.take(100, 1_000)).toEqual([
      { event: 1 },
      { event: 2 },
      { mark: '0000000000000000077' },
      { event: 3 },
      // No position: the server gave it out at times.
      { mark: undefined },
      { caughtUp: true },
      { event: 4 },
    ]);
    pull.leave();
  });
});
