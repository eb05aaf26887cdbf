import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  ANY,
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type AnyFault, type AppendFault } from './faults.js';
import { type DoubleSettings, type EventStoreDbDouble, startDouble } from './index.js';
import {
  all,
  APPEND_PATHS,
  clientOf,
  failure,
  newStream,
  onlyOnDouble,
  revisions,
  someEvents,
  untilItWorks,
} from './scenario.js';
import { WatchedSubscription } from './watched-subscription.js';

/** Short, so that nobody waits for two seconds. */
const WRITE_TIMEOUT = 150;

let server: EventStoreDbDouble;
let client: EventStoreDBClient;

async function begin(settings: Partial<DoubleSettings> = {}): Promise<void> {
  server = await startDouble({ writeTimeout: WRITE_TIMEOUT, ...settings });
  client = clientOf(server.url);
}
beforeEach(() => begin());
afterEach(async () => {
  await client.dispose();
  await server.close();
});

/** Whether it is still open after several others were answered that were asked later. */
async function isStillOpen(what: Promise<unknown>): Promise<boolean> {
  let isOpen = true;
  what.then(
    () => (isOpen = false),
    () => (isOpen = false),
  );
  for (let n = 0; n < 5; n++) await all(client.readAll({ maxCount: 1 }));
  return isOpen;
}

async function outputOf(script: string, ...args: string[]): Promise<{ code: unknown; output: string }> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const hooks = fileURLToPath(new URL('../support/typescript.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', '--import', hooks, `${folder}${script}`, ...args]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [unknown];
  return { code, output };
}

onlyOnDouble('a bad event', () => {
  it('by the batch path is refused and then brings the process down, when the second answer comes', async () => {
    const { code, output } = await outputOf('poisoned-client.ts', server.url, 'no-uuid');
    expect(output).toContain('refused: Could not recognize BadRequest');
    expect(output).toContain('undefined is not iterable');
    expect(output).not.toContain('lived on');
    expect(code).not.toBe(0);
  });
});

onlyOnDouble('an append', () => {
  it('with any revision and known ids in another order is never answered', async () => {
    const stream = newStream();
    const events = someEvents(2);
    await client.appendToStream(stream, events, { expectedRevision: ANY });
    const turned = client.appendToStream(stream, [...events].reverse(), { expectedRevision: ANY });
    expect(await isStillOpen(turned)).toBe(true);
    expect(await all(client.readStream(stream))).toHaveLength(2);
  });

  it.each([
    ['a restart', {}, () => server.control.restart()],
    ['enough others', { rememberedIds: 10 }, () => client.appendToStream(newStream(), someEvents(20))],
  ])(
    'with any revision is stored again after %s; with an exact one it is not',
    async (_what, settings, forget) => {
      await client.dispose();
      await server.close();
      await begin(settings);
      const [weak, strong, created] = [newStream(), newStream(), newStream()];
      const events = someEvents(2);
      const appendAll = async () => {
        await client.appendToStream(weak, events, { expectedRevision: ANY });
        await client.appendToStream(strong, events.slice(0, 1), { expectedRevision: NO_STREAM });
        await client.appendToStream(strong, events.slice(1), { expectedRevision: 0n });
        await client.appendToStream(created, events, { expectedRevision: NO_STREAM });
      };
      await appendAll();
      await forget();
      await untilItWorks(appendAll);
      const counts = [weak, strong, created].map(
        async (stream) => (await all(client.readStream(stream))).length,
      );
      expect(await Promise.all(counts)).toEqual([4, 2, 2]);
    },
  );

  it('of the same ids twice at once: the second is dropped while the first is under way', async () => {
    await server.control.misbehave({ on: 'append', how: 'slow', milliseconds: 300 });
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    await server.control.misbehave({ on: 'append', how: 'slow', milliseconds: 300 });
    const events = someEvents(1);
    const append = () => client.appendToStream(stream, events, { expectedRevision: 0n });
    const first = append();
    expect((await failure(append())).type).toBe('deadline-exceeded');
    const done = await first;
    expect(await append()).toEqual(done);
    expect(await all(client.readStream(stream))).toHaveLength(2);
  });

  it('of more than a message can hold ends every append of the connection', async () => {
    await client.dispose();
    await server.close();
    await begin({ maxMessageSize: 100_000 });
    await client.appendToStream(newStream(), someEvents(1));
    const data = 'x'.repeat(200_000);
    const big = client.appendToStream(newStream(), jsonEvent({ type: 'Big', data }));
    const beside = client.appendToStream(newStream(), someEvents(1));
    expect(await failure(big)).toMatchObject({ code: 8 });
    expect(await failure(beside)).toMatchObject({ code: 8 });
  });

  it('times out at once when the clocks are too far apart', async () => {
    await server.control.shiftClock(11_000);
    expect((await failure(client.appendToStream(newStream(), someEvents(1)))).type).toBe('deadline-exceeded');
    await server.control.shiftClock(-11_000);
    await client.appendToStream(newStream(), someEvents(1));
  });
});

onlyOnDouble.each(APPEND_PATHS)('an append by the %s path', (path, options) => {
  const appending = (stream: string, events = someEvents(1)) =>
    client.appendToStream(stream, events, { ...options, expectedRevision: NO_STREAM });

  it.each([
    ['cut-before-storing', 0],
    ['cut-after-storing', 1],
  ] as const)('%s fails as unavailable; the same again brings what is missing', async (how, stored) => {
    const stream = newStream();
    const events = someEvents(1);
    await server.control.misbehave({ on: 'append', how, stream });
    expect(await failure(appending(stream, events))).toMatchObject({ type: 'unavailable', code: 14 });
    expect((await server.control.state()).events).toBe(1 + stored);
    await untilItWorks(() => appending(stream, events));
    expect(revisions(await all(client.readStream(stream)))).toEqual([0n]);
  });

  it.each([true, false])('that is never answered, stored: %s, stays open', async (stores) => {
    const stream = newStream();
    await server.control.misbehave({ on: 'append', how: 'never-answer', stores, stream });
    const append = appending(stream);
    expect(await isStillOpen(append)).toBe(true);
    expect((await server.control.state()).events).toBe(stores ? 2 : 1);
    append.catch(() => undefined);
  });

  it('fails as the server asks for', async () => {
    const leader = { host: '127.0.0.1', port: 1 };
    const cases: readonly (readonly [AppendFault | AnyFault, object])[] = [
      [{ how: 'unavailable' }, { type: 'unavailable' }],
      [
        { how: 'not-leader', leader },
        { type: 'not-leader', leader: { address: leader.host, port: leader.port } },
      ],
      [{ how: 'access-denied' }, { type: 'access-denied' }],
      [{ how: 'time-out' }, { type: path === 'batch' ? 'deadline-exceeded' : 'timeout' }],
      path === 'batch'
        ? [{ how: 'not-ready' }, { type: 'unknown', message: 'Could not recognize Server Is Not Ready' }]
        : [{ how: 'not-ready' }, { type: 'unavailable' }],
      path === 'batch'
        ? [{ how: 'busy' }, { type: 'unknown', message: 'Could not recognize Server Is Busy' }]
        : [{ how: 'busy' }, { type: 'unavailable' }],
    ];
    for (const [fault, error] of cases) {
      await server.control.misbehave({ on: 'append', ...fault });
      // A client that was sent elsewhere goes there; each case has one of its own.
      const own = clientOf(server.url);
      const append = own.appendToStream(newStream(), someEvents(1), options);
      expect(await failure(append)).toMatchObject(error);
      await own.dispose();
    }
    expect((await server.control.state()).events).toBe(1);
  });
});

onlyOnDouble('an append by the batch path', () => {
  it('that is ended instead of answered stays open, and so do all later ones of that client', async () => {
    const stream = newStream();
    // Not disposed of: that would wait for ever as well.
    const deaf = clientOf(server.url);
    await deaf.appendToStream(newStream(), someEvents(1));
    await server.control.misbehave({ on: 'append', how: 'end-instead', stream });
    const first = deaf.appendToStream(stream, someEvents(1), { expectedRevision: NO_STREAM });
    expect(await isStillOpen(first)).toBe(true);
    const second = deaf.appendToStream(stream, someEvents(1), { expectedRevision: 0n });
    expect(await isStillOpen(second)).toBe(true);
    expect(await all(client.readStream(stream))).toHaveLength(1);
    await client.appendToStream(stream, someEvents(1), { expectedRevision: 0n });
    for (const append of [first, second]) append.catch(() => undefined);
  });

  it('that is answered twice brings the process down', async () => {
    await server.control.misbehave({ on: 'append', how: 'answer-twice' });
    const { code, output } = await outputOf('poisoned-client.ts', server.url);
    expect(output).toContain('accepted');
    expect(output).toContain('undefined is not iterable');
    expect(output).not.toContain('lived on');
    expect(code).not.toBe(0);
  });
});

onlyOnDouble('other requests', () => {
  it('go wrong as they are told to', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1));
    await server.control.misbehave({ on: 'delete', how: 'busy', stream });
    expect((await failure(client.deleteStream(stream))).type).toBe('unavailable');
    expect(await all(client.readStream(stream))).toHaveLength(1);
    await server.control.misbehave({ on: 'subscribe', how: 'access-denied' });
    expect((await failure(all(client.subscribeToAll()))).type).toBe('access-denied');
    await server.control.misbehave({ on: 'features', how: 'unavailable' });
    const another = clientOf(server.url);
    expect((await failure(another.appendToStream(stream, someEvents(1)))).code).toBe(14);
    await untilItWorks(() => another.appendToStream(stream, someEvents(1)));
    await another.dispose();
  });
});

onlyOnDouble('a read that is left early', () => {
  it('keeps its place on the connection: the next waits for ever, until the others are cancelled', async () => {
    await client.dispose();
    await server.close();
    // The default is 100, as the subscriptions below see.
    await begin({ maxConcurrentStreams: 20 });
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1_000));
    const leave = async () => {
      const read = client.readStream(stream);
      for await (const _event of read) break;
      return read;
    };
    const left = [];
    for (let n = 0; n < 19; n++) left.push(await leave());
    const next = all(client.readStream(stream, { maxCount: 1 }));
    let isOpen = true;
    void next.then(() => (isOpen = false));
    for (let n = 0; n < 5; n++) await client.appendToStream(newStream(), someEvents(1));
    expect(isOpen).toBe(true);
    for (const read of left) await read.cancel();
    expect(await next).toHaveLength(1);
  });

  it('takes as many of 120 subscriptions as there is room for, and says nothing of the others', async () => {
    await client.appendToStream(newStream(), someEvents(1));
    let confirmed = 0;
    const subscriptions = Array.from(
      { length: 120 },
      () => new WatchedSubscription(() => client.subscribeToAll()),
    );
    for (const subscription of subscriptions) void subscription.until('confirmation').then(() => confirmed++);
    await Promise.all(subscriptions.slice(0, 99).map((subscription) => subscription.until('caughtUp')));
    for (let n = 0; n < 5; n++) await client.appendToStream(newStream(), someEvents(1));
    expect(confirmed).toBe(99);
    await Promise.all(subscriptions.slice(0, 60).map((subscription) => subscription.unsubscribe()));
    await Promise.all(subscriptions.slice(99).map((subscription) => subscription.until('confirmation')));
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
  });
});

onlyOnDouble('a live subscription', () => {
  const live = async (more = {}) => {
    const subscription = new WatchedSubscription((checkpointReached) =>
      client.subscribeToAll({
        filter: streamNameFilter({ prefixes: ['test-'], checkpointReached, ...more }),
      }),
    );
    await subscription.until('caughtUp');
    return subscription;
  };

  it('that leaves too much waiting is dropped', async () => {
    await client.dispose();
    await server.close();
    await begin({ liveBuffer: 100 });
    const subscription = await live();
    for (let n = 0; n < 5; n++) await client.appendToStream(newStream(), someEvents(500));
    await subscription.until('error');
    expect(subscription.error).toMatchObject({
      type: 'timeout',
      code: 10,
      message: expect.stringContaining(
        'Consumer too slow to handle event while live. Client resubscription required.',
      ) as unknown,
    });
    expect((await server.control.state()).subscriptions).toBe(0);
  });

  it.each([
    ['too-slow', { type: 'timeout', code: 10 }],
    ['cancelled', { type: 'cancelled' }],
    ['unavailable', { type: 'unavailable' }],
  ] as const)('that is ended as %s says so', async (how, error) => {
    const subscription = await live();
    await server.control.endSubscriptions(how);
    await subscription.until('error');
    expect(subscription.error).toMatchObject(error);
  });

  it('that is ended quietly just ends', async () => {
    const subscription = await live();
    await server.control.endSubscriptions('quietly');
    await subscription.until('end');
    expect(subscription.error).toBeUndefined();
  });

  it('hears one error when the connection is cut, and is not resumed', async () => {
    const subscription = await live();
    await server.control.cutConnections();
    await subscription.until('error');
    expect(subscription.error).toMatchObject({ type: 'unavailable', code: 14 });
    const stream = newStream();
    await untilItWorks(() => client.appendToStream(stream, someEvents(1), { expectedRevision: ANY }));
    expect(await all(client.readStream(stream))).toHaveLength(1);
    expect([subscription.count('event'), (await server.control.state()).subscriptions]).toEqual([0, 0]);
  });

  it('is told of marks that are ahead, and that it fell behind', async () => {
    await client.appendToStream(newStream(), someEvents(3));
    const subscription = await live();
    await server.control.sendMarkAhead();
    await server.control.sendFellBehind();
    await subscription.until('fellBehind');
    expect(subscription.marks).toEqual([subscription.events.at(-1)?.event?.position]);
  });
});

onlyOnDouble('reading that goes wrong', () => {
  it('sends the marks of the past ahead of its events when told to', async () => {
    await client.appendToStream(newStream(), someEvents(64));
    await server.control.misbehave({ on: 'subscribe', how: 'marks-ahead' });
    const subscription = new WatchedSubscription((checkpointReached) =>
      client.subscribeToAll({
        fromPosition: START,
        filter: streamNameFilter({ prefixes: ['test-'], checkpointReached }),
      }),
    );
    await subscription.until('caughtUp');
    const order = subscription.seen.map(({ what }) => what);
    expect(order.slice(0, 3)).toEqual(['confirmation', 'mark', 'event']);
    const [mark] = subscription.marks;
    const at = subscription.events.findIndex(({ event }) => event?.position?.commit === mark?.commit);
    expect(at).toBeGreaterThan(20);
    await subscription.unsubscribe();
  });

  it('ends early, is cut, is never answered, or is late', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(10));
    await server.control.misbehave({ on: 'read', how: 'end-early', after: 4, stream });
    expect(await all(client.readStream(stream))).toHaveLength(4);
    await server.control.misbehave({ on: 'read', how: 'slow', milliseconds: 50, stream });
    const before = performance.now();
    expect(await all(client.readStream(stream))).toHaveLength(10);
    expect(performance.now() - before).toBeGreaterThan(45);
    await server.control.misbehave({ on: 'read', how: 'never-answer', stream });
    const silent = client.readStream(stream);
    const silentRead = all(silent);
    expect(await isStillOpen(silentRead)).toBe(true);
    await silent.cancel();
    await server.control.misbehave({ on: 'read', how: 'cut', after: 4, stream });
    expect(await failure(all(client.readStream(stream)))).toMatchObject({ type: 'unavailable', code: 14 });
  });

  it('takes faults in turn, after those that pass, and forgets them when told to', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1));
    const readable = async () => (await all(client.readStream(stream)).catch(() => [])).length === 1;
    await server.control.misbehave({ on: 'read', how: 'busy', skip: 1, times: 2, stream });
    const seen = [];
    for (let n = 0; n < 4; n++) seen.push(await readable());
    expect(seen).toEqual([true, false, false, true]);
    await server.control.misbehave({ on: 'read', how: 'busy', times: 'always' });
    expect(await readable()).toBe(false);
    await server.control.behave();
    expect(await readable()).toBe(true);
  });

  it('can be of the server as a whole: down, and up again with what it had', async () => {
    const stream = newStream();
    await client.appendToStream(stream, someEvents(1));
    await server.control.stop();
    const down = await failure(client.appendToStream(stream, someEvents(1)));
    expect(down.code).toBe(14);
    expect((await server.control.state()).up).toEqual([false]);
    await server.control.start();
    await untilItWorks(() => client.appendToStream(stream, someEvents(1), { expectedRevision: 0n }));
    expect(await all(client.readStream(stream))).toHaveLength(2);
  });
});
