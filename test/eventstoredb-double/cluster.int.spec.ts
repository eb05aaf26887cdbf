import { type EventStoreDBClient, NO_STREAM } from '@eventstore/db-client';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type EventStoreDbDouble, startDoubleCluster } from './index.js';
import {
  all,
  clientOf,
  failure,
  newStream,
  onlyOnDouble,
  revisions,
  someEvents,
  untilItWorks,
} from './scenario.js';

let cluster: EventStoreDbDouble;
let client: EventStoreDBClient;
const clients: EventStoreDBClient[] = [];

beforeEach(async () => {
  cluster = await startDoubleCluster(3, { writeTimeout: 150 });
  client = opened(cluster.url);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((one) => one.dispose()));
  await cluster.close();
});

function opened(url: string): EventStoreDBClient {
  const one = clientOf(url);
  clients.push(one);
  return one;
}

const nodeUrl = (index: number) => cluster.urls[index] ?? '';
const portOf = (url: string) => Number(/:(\d+)\?/.exec(url)?.[1]);

onlyOnDouble('a cluster', () => {
  it('is found by its gossip, and has one log', async () => {
    const stream = newStream();
    const { position } = await client.appendToStream(stream, someEvents(2), { expectedRevision: NO_STREAM });
    for (const url of cluster.urls) {
      const [, second] = await all(opened(url).readStream(stream));
      expect(second?.event?.position).toEqual(position);
    }
    const followed = opened(`${cluster.url}&nodePreference=follower`);
    expect((await failure(all(followed.readStream(stream, { requiresLeader: true })))).type).toBe(
      'not-leader',
    );
  });

  it('forwards what is appended to a follower, unless the leader is insisted on', async () => {
    const follower = opened(nodeUrl(1));
    const stream = newStream();
    await follower.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    // Whether it insists is settled for all appends of a connection by the first.
    const insistent = opened(nodeUrl(1));
    const insisting = { expectedRevision: 0n, requiresLeader: true };
    expect(await failure(insistent.appendToStream(stream, someEvents(1), insisting))).toMatchObject({
      type: 'not-leader',
      code: 5,
      leader: { address: '127.0.0.1', port: portOf(nodeUrl(0)) },
    });
    // The client has gone to the leader by itself.
    await insistent.appendToStream(stream, someEvents(1), insisting);
    expect(revisions(await all(client.readStream(stream)))).toEqual([0n, 1n]);
  });

  it('goes on under another leader when its leader has gone, and the old one comes back as a follower', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    await cluster.control.stop(0);
    expect(await cluster.control.state()).toMatchObject({ leader: 1, up: [false, true, true] });
    const events = someEvents(1);
    const insisting = { expectedRevision: 0n, requiresLeader: true };
    await untilItWorks(() => client.appendToStream(stream, events, insisting));
    await cluster.control.start(0);
    expect((await cluster.control.state()).leader).toBe(1);
    expect(await all(opened(nodeUrl(0)).readStream(stream))).toHaveLength(2);
  });

  it('is not ready while nobody leads', async () => {
    await client.appendToStream(newStream(), someEvents(1));
    const moving = cluster.control.moveLeader(2, 300);
    expect(await failure(client.appendToStream(newStream(), someEvents(1)))).toMatchObject({
      type: 'unknown',
      message: 'Could not recognize Server Is Not Ready',
    });
    await moving;
    expect((await cluster.control.state()).leader).toBe(2);
    await client.appendToStream(newStream(), someEvents(1));
  });

  it('stores nothing without a majority: the append times out', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    await cluster.control.stop(1);
    await cluster.control.stop(2);
    const events = someEvents(1);
    const append = () => client.appendToStream(stream, events, { expectedRevision: 0n });
    expect((await failure(append())).type).toBe('deadline-exceeded');
    expect((await cluster.control.state()).events).toBe(2);
    await cluster.control.start(1);
    await append();
    expect(await all(client.readStream(stream))).toHaveLength(2);
  });

  it('has followers that read what is no longer true, as long as they are held', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    await cluster.control.holdFollowers();
    await client.appendToStream(stream, someEvents(1), { expectedRevision: 0n });
    const follower = opened(nodeUrl(2));
    expect(await all(follower.readStream(stream))).toHaveLength(1);
    expect(await all(follower.readAll())).toHaveLength(2);
    expect(await all(client.readStream(stream))).toHaveLength(2);
    await cluster.control.releaseFollowers();
    expect(await all(follower.readStream(stream))).toHaveLength(2);
  });

  it('lets a client fail for ever that once found nobody', async () => {
    for (const node of [0, 1, 2]) await cluster.control.stop(node);
    const poisoned = opened(`${cluster.url}&maxDiscoverAttempts=2&discoveryInterval=10`);
    const append = () => poisoned.appendToStream(newStream(), someEvents(1));
    const first = await failure(append());
    expect(first.message).toBe('Failed to discover after 2 attempts.');
    for (const node of [0, 1, 2]) await cluster.control.start(node);
    expect(await failure(append())).toBe(first);
    await opened(cluster.url).appendToStream(newStream(), someEvents(1));
  });
});
