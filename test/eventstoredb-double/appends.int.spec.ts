import { randomUUID } from 'node:crypto';
import {
  ANY,
  BACKWARDS,
  END,
  type EventData,
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  STREAM_EXISTS,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventStoreDbUnderTest, type EventStoreDbUnderTest } from './index.js';
import {
  all,
  APPEND_PATHS,
  clientOf,
  failure,
  newStream,
  oneEvent,
  revisions,
  someEvents,
} from './scenario.js';

let server: EventStoreDbUnderTest;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await eventStoreDbUnderTest();
  client = clientOf(server.url);
});
afterAll(async () => {
  await client.dispose();
  await server.close();
});

type Expected = bigint | typeof ANY | typeof NO_STREAM | typeof STREAM_EXISTS;

describe.each(APPEND_PATHS)('an append by the %s path', (_path, options) => {
  const appended = (stream: string, events: EventData[], expectedRevision: Expected) =>
    client.appendToStream(stream, events, { deadline: 60_000, ...options, expectedRevision });

  it('at the right revision says where its last event is, in the stream and in all', async () => {
    const stream = newStream();
    const first = await appended(stream, someEvents(2), NO_STREAM);
    const second = await appended(stream, someEvents(3), 1n);
    expect([first.success, first.nextExpectedRevision]).toEqual([true, 1n]);
    expect([second.success, second.nextExpectedRevision]).toEqual([true, 4n]);
    const stored = await all(client.readStream(stream));
    expect(revisions(stored)).toEqual([0n, 1n, 2n, 3n, 4n]);
    expect(second.position).toEqual(stored[4]?.event?.position);
    expect(second.position?.commit).toBe(second.position?.prepare);
    expect(stored[4]?.commitPosition).toBe(second.position?.commit);
    const [last] = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    expect(last?.event?.position).toEqual(second.position);
  });

  it('has strictly rising positions with gaps, also when many are under way at once', async () => {
    const streams = Array.from({ length: 40 }, () => newStream());
    const results = await Promise.all(streams.map((stream) => appended(stream, someEvents(1), NO_STREAM)));
    for (const [index, stream] of streams.entries()) {
      const [event] = await all(client.readStream(stream));
      expect(event?.event?.position).toEqual(results[index]?.position);
    }
    const commits = results.map(({ position }) => position?.commit ?? 0n).sort((a, b) => Number(a - b));
    expect(commits.every((commit, n) => n === 0 || commit - (commits[n - 1] ?? 0n) > 1n)).toBe(true);
  });

  it.each([
    ['a revision that is passed', 3, 0n, 2n],
    ['a revision that is not reached', 3, 9n, 2n],
    ['no stream where there is one', 3, NO_STREAM, 2n],
    ['a revision where there is no stream', 0, 0n, NO_STREAM],
    ['an existing stream where there is none', 0, STREAM_EXISTS, NO_STREAM],
  ] as const)('refuses %s, naming both', async (_what, existing, expectedRevision, actualVersion) => {
    const stream = newStream();
    if (existing > 0) await appended(stream, someEvents(existing), NO_STREAM);
    expect(await failure(appended(stream, someEvents(1), expectedRevision))).toMatchObject({
      type: 'wrong-expected-version',
      streamName: stream,
      expectedVersion: expectedRevision,
      actualVersion,
    });
    expect(revisions(existing === 0 ? [] : await all(client.readStream(stream)))).toHaveLength(existing);
  });

  it('with the same ids at the same revision succeeds again as the first time, whatever followed', async () => {
    const stream = newStream();
    const events = someEvents(3);
    const first = await appended(stream, events, NO_STREAM);
    await appended(stream, someEvents(2), 2n);
    expect(await appended(stream, events, NO_STREAM)).toEqual(first);
    expect(await all(client.readStream(stream))).toHaveLength(5);
  });

  it.each([
    ['a prefix', 0, 2, NO_STREAM],
    ['a middle part', 1, 3, 0n],
  ] as const)(
    'with %s of ids that are there succeeds with the place of the last one sent',
    async (_what, from, to, at) => {
      const stream = newStream();
      const events = someEvents(4);
      await appended(stream, events, NO_STREAM);
      const repeated = await appended(stream, events.slice(from, to), at);
      const stored = await all(client.readStream(stream));
      expect(repeated.nextExpectedRevision).toBe(BigInt(to - 1));
      expect(repeated.position).toEqual(stored[to - 1]?.event?.position);
      expect(stored).toHaveLength(4);
    },
  );

  it('with the ids of two appends in one succeeds', async () => {
    const stream = newStream();
    const [one, two] = [someEvents(2), someEvents(2)];
    await appended(stream, one, NO_STREAM);
    const second = await appended(stream, two, 1n);
    expect(await appended(stream, [...one, ...two], NO_STREAM)).toEqual(second);
  });

  it('with known ids and other data succeeds and changes nothing', async () => {
    const stream = newStream();
    const event = oneEvent();
    const first = await appended(stream, [event], NO_STREAM);
    const other = jsonEvent({ id: event.id, type: 'Other', data: { n: 'other' } });
    expect(await appended(stream, [other], NO_STREAM)).toEqual(first);
    expect((await all(client.readStream(stream)))[0]?.event).toMatchObject({
      type: 'Happened',
      data: { n: 0 },
    });
  });

  it.each(['first', 'last'])('with known ids and a new one that comes %s is refused', async (place) => {
    const stream = newStream();
    const known = someEvents(2);
    await appended(stream, known, NO_STREAM);
    const mixed = place === 'first' ? [oneEvent(), ...known] : [...known, oneEvent()];
    expect((await failure(appended(stream, mixed, NO_STREAM))).type).toBe('wrong-expected-version');
    expect(await all(client.readStream(stream))).toHaveLength(2);
  });

  it('stores the same id twice in one append, and again in another stream', async () => {
    const [stream, other] = [newStream(), newStream()];
    const event = oneEvent();
    await appended(stream, [event, event], NO_STREAM);
    await appended(other, [event], NO_STREAM);
    expect(await all(client.readStream(stream))).toHaveLength(2);
    expect(await all(client.readStream(other))).toHaveLength(1);
  });

  it('with any revision is not repeated for ids that it remembers', async () => {
    const stream = newStream();
    const events = someEvents(2);
    const first = await appended(stream, events, ANY);
    await appended(stream, someEvents(1), ANY);
    expect(await appended(stream, events, ANY)).toEqual(first);
    expect(await all(client.readStream(stream))).toHaveLength(3);
  });

  it('with any revision goes by the first place of an id, also when it was stored elsewhere since', async () => {
    const [stream, other] = [newStream(), newStream()];
    const events = someEvents(1);
    const first = await appended(stream, events, ANY);
    await appended(other, events, NO_STREAM);
    expect(await appended(stream, events, ANY)).toEqual(first);
    expect(await all(client.readStream(stream))).toHaveLength(1);
  });

  it('to a stream without a name is refused', async () => {
    expect(await failure(appended('', someEvents(1), NO_STREAM))).toMatchObject({ type: 'unknown' });
  });

  it('of nothing succeeds and stores nothing', async () => {
    const stream = newStream();
    expect(await appended(stream, [], NO_STREAM)).toMatchObject({ success: true, nextExpectedRevision: 0n });
    expect((await failure(all(client.readStream(stream)))).type).toBe('stream-not-found');
  });

  it('holds 1,048,576 bytes of data and not one more, metadata not counted', async () => {
    const stream = newStream();
    const limit = 1_048_576;
    const padded = (bytes: number, metadata?: Record<string, unknown>) =>
      jsonEvent({
        id: randomUUID(),
        type: 'Big',
        data: 'x'.repeat(bytes - 2),
        ...(metadata !== undefined && { metadata }),
      });
    const fits = await appended(
      stream,
      [padded(limit / 2), padded(limit / 2, { pad: 'x'.repeat(100_000) })],
      NO_STREAM,
    );
    expect(fits.nextExpectedRevision).toBe(1n);
    expect(await failure(appended(stream, [padded(limit / 2), padded(limit / 2 + 1)], 1n))).toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: limit,
    });
    expect(await all(client.readStream(stream))).toHaveLength(2);
  });

  it('takes 10,000 small events at once', async () => {
    const stream = newStream();
    const result = await appended(stream, someEvents(10_000), NO_STREAM);
    expect(result.nextExpectedRevision).toBe(9_999n);
  });

  it('lets one of twenty writers win', async () => {
    const stream = newStream();
    await appended(stream, someEvents(1), NO_STREAM);
    for (let round = 0n; round < 10n; round++) {
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, () => appended(stream, someEvents(1), round)),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ actualVersion: round + 1n });
    }
  });
});

it.each([
  ['an id that is no UUID', { id: 'no-uuid', type: 'T' }],
  ['an empty type', { id: randomUUID(), type: '' }],
])('with %s is refused by the unary path with code 2', async (_what, bad) => {
  // By the batch path the same takes the process down: see dangers.int.spec.ts.
  const [, [, options]] = APPEND_PATHS as [unknown, (typeof APPEND_PATHS)[number]];
  const appending = client.appendToStream(newStream(), jsonEvent({ ...bad, data: {} }), options);
  expect(await failure(appending)).toMatchObject({ type: 'unknown', code: 2 });
});

it('that fails by the batch path has an error without code, message and name of its own', async () => {
  const stream = newStream();
  const error = await failure(client.appendToStream(stream, oneEvent(), { expectedRevision: 5n }));
  expect([error.code, error.message, error.name]).toEqual([undefined, '', 'Error']);
});
