import {
  END,
  type EventStoreDBClient,
  eventTypeFilter,
  NO_STREAM,
  type Position,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventStoreDbUnderTest, type EventStoreDbUnderTest, REAL_EVENTSTORE_URL } from './index.js';
import { clientOf, newStream, revisions, someEvents } from './scenario.js';
import { WatchedSubscription } from './watched-subscription.js';

let server: EventStoreDbUnderTest;
let client: EventStoreDBClient;
const open: WatchedSubscription[] = [];

beforeAll(async () => {
  server = await eventStoreDbUnderTest();
  client = clientOf(server.url);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((subscription) => subscription.unsubscribe()));
});
afterAll(async () => {
  await client.dispose();
  await server.close();
});

function watched(...args: ConstructorParameters<typeof WatchedSubscription>): WatchedSubscription {
  const subscription = new WatchedSubscription(...args);
  open.push(subscription);
  return subscription;
}

async function append(stream: string, count: number): Promise<Position> {
  const { position } = await client.appendToStream(stream, someEvents(count));
  return position as Position;
}

/** To all, of the streams that begin so; every mark is noted. */
function toPrefix(
  prefix: string,
  fromPosition: Position | typeof START | typeof END,
  more = {},
): WatchedSubscription {
  return watched((checkpointReached) =>
    client.subscribeToAll({
      fromPosition,
      filter: streamNameFilter({ prefixes: [prefix], checkpointReached, ...more }),
    }),
  );
}

describe('a subscription to all', () => {
  it('confirms, shows the past, says once that it has caught up, and goes on with what comes', async () => {
    const before = await append(newStream(), 1);
    const stream = newStream();
    await append(stream, 50);
    const subscription = watched(() => client.subscribeToAll({ fromPosition: before }));
    await subscription.until('caughtUp');
    const order = subscription.seen.map(({ what }) => what);
    expect([order[0], order.at(-1), order.indexOf('caughtUp')]).toEqual(['confirmation', 'caughtUp', 51]);
    await append(stream, 20);
    await subscription.until('event', 70);
    const own = subscription.events.filter(({ event }) => event?.streamId === stream);
    expect(revisions(own)).toEqual(Array.from({ length: 70 }, (_, n) => BigInt(n)));
    expect([subscription.count('caughtUp'), subscription.count('fellBehind')]).toEqual([1, 0]);
    expect(subscription.marks).toEqual([]);
  });

  it('begins after the position, or with what comes', async () => {
    const stream = newStream();
    const last = await append(stream, 3);
    for (const fromPosition of [last, END] as const) {
      const subscription = watched(() => client.subscribeToAll({ fromPosition }));
      await subscription.until('caughtUp');
      expect(subscription.events).toEqual([]);
    }
  });

  it('from where no record begins fails', async () => {
    const { commit } = await append(newStream(), 2);
    const between = { commit: commit - 1n, prepare: commit - 1n };
    const subscription = watched(() => client.subscribeToAll({ fromPosition: between }));
    await subscription.until('error');
    expect(subscription.error).toMatchObject({ type: 'unknown' });
  });

  it('shows by prefix, by type and by pattern what fits, and nothing else', async () => {
    const category = newStream('filtered');
    const before = await append(newStream(), 1);
    await client.appendToStream(`${category}-a`, someEvents(2, 'Opened'));
    await client.appendToStream(`${category}-b`, someEvents(2, `Closed${category}`));
    await append(newStream(), 2);
    const filters = [
      streamNameFilter({ prefixes: [`${category}-b`, 'no-such'] }),
      streamNameFilter({ regex: `^${category}-[ac]$` }),
      eventTypeFilter({ prefixes: [`Closed${category}`] }),
      eventTypeFilter({ regex: `^Closed${category}$` }),
    ];
    for (const filter of filters) {
      const subscription = watched(() => client.subscribeToAll({ fromPosition: before, filter }));
      await subscription.until('caughtUp');
      expect(subscription.events).toHaveLength(2);
    }
  });
});

/** At most: a real log has an event of each election, which filters consider and no read shows. */
const CONSIDERED_UNSEEN = REAL_EVENTSTORE_URL === undefined ? 0 : 3;

describe('checkpoints', () => {
  it('come for each page of 32 that was looked at, one page behind, and none when caught up', async () => {
    await append(newStream(), 100);
    const subscription = toPrefix('no-such-', START);
    await subscription.until('caughtUp');
    const all = watched(() => client.subscribeToAll({ fromPosition: START }));
    await all.until('caughtUp');
    const commits = all.events.map(({ event }) => event?.position?.commit);
    expect(subscription.marks[0]).toEqual({ commit: 0n, prepare: 0n });
    expect([0, CONSIDERED_UNSEEN].map((unseen) => Math.floor((commits.length + unseen) / 32))).toContain(
      subscription.marks.length,
    );
    // After the last event of the page before; what has no event may stand between that and the next one.
    subscription.marks.slice(1).forEach(({ commit, prepare }, n) => {
      const page = (n + 1) * 32;
      expect(prepare).toBe(0n);
      expect(commit).toBeGreaterThan(commits[page - 1 - CONSIDERED_UNSEEN] ?? 0n);
      expect(commit).toBeLessThanOrEqual(commits[page] ?? 0n);
    });
  });

  it('come at the last match of a page that has one', async () => {
    const before = await append(newStream(), 1);
    const stream = newStream('matching');
    await append(stream, 64);
    const subscription = toPrefix(stream, before);
    await subscription.until('caughtUp');
    const order = subscription.seen.map(({ what }) => what);
    expect(order.indexOf('mark')).toBe(33);
    expect(subscription.marks[0]).toEqual(subscription.events[31]?.event?.position);
  });

  it('come as seldom as the filter asks', async () => {
    const before = await append(newStream(), 1);
    await append(newStream(), 450);
    const subscription = toPrefix('no-such-', before, { maxSearchWindow: 100, checkpointInterval: 2 });
    await subscription.until('caughtUp');
    expect(subscription.marks).toHaveLength(2);
  });

  it('come live, one for 32 events that do not match', async () => {
    const before = await append(newStream(), 1);
    const subscription = toPrefix('no-such-', before);
    await subscription.until('caughtUp');
    const first = await append(newStream(), 32);
    await subscription.until('mark', 1);
    expect(subscription.marks[0]).toEqual(first);
    await append(newStream(), 31);
    const last = await append(newStream(), 1);
    await subscription.until('mark', 2);
    expect(subscription.marks[1]).toEqual(last);
  });

  it('can each be gone on from without a loss', async () => {
    const before = await append(newStream(), 1);
    const prefix = newStream('resumed');
    for (let n = 0; n < 12; n++) {
      await append(n % 3 === 0 ? `${prefix}-${n}` : newStream(), 17);
      // A record without an event: marks may name its start.
      await append(newStream(), 3);
      await client.appendToStream(newStream(), []);
    }
    const whole = toPrefix(prefix, before, { maxSearchWindow: 10 });
    await whole.until('caughtUp');
    expect(whole.marks.length).toBeGreaterThan(10);
    const ids = whole.events.map(({ event }) => event?.id);
    for (const [n, mark] of whole.marks.entries()) {
      const place = whole.seen.findIndex((seen) => seen.what === 'mark' && seen.position === mark);
      const seenBefore = whole.seen.slice(0, place).filter(({ what }) => what === 'event').length;
      const resumed = toPrefix(prefix, mark);
      await resumed.until('caughtUp');
      expect([n, resumed.events.map(({ event }) => event?.id)]).toEqual([n, ids.slice(seenBefore)]);
      await resumed.unsubscribe();
    }
  });
});

describe('a subscription to a stream', () => {
  it('begins after the revision and goes on with what comes', async () => {
    const stream = newStream();
    await append(stream, 40);
    const subscription = watched(() => client.subscribeToStream(stream, { fromRevision: 2n }));
    await subscription.until('caughtUp');
    await append(newStream(), 5);
    await append(stream, 2);
    await subscription.until('event', 39);
    expect(revisions(subscription.events)).toEqual(Array.from({ length: 39 }, (_, n) => BigInt(n + 3)));
  });

  it('to one with a tombstone fails before it is confirmed', async () => {
    const stream = newStream();
    await append(stream, 1);
    await client.tombstoneStream(stream);
    const subscription = watched(() => client.subscribeToStream(stream));
    await subscription.until('error');
    expect(subscription.error).toMatchObject({ type: 'stream-deleted' });
    expect(subscription.count('confirmation')).toBe(0);
  });

  it('waits for one that is not there yet', async () => {
    const stream = newStream();
    const subscription = watched(() => client.subscribeToStream(stream));
    await subscription.until('confirmation');
    await client.appendToStream(stream, someEvents(2), { expectedRevision: NO_STREAM });
    await subscription.until('event', 2);
    expect(revisions(subscription.events)).toEqual([0n, 1n]);
  });
});
