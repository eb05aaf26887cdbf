import {
  ANY,
  BACKWARDS,
  END,
  type EventStoreDBClient,
  NO_STREAM,
  STREAM_EXISTS,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventStoreDbUnderTest, type EventStoreDbUnderTest } from './index.js';
import { all, clientOf, failure, newStream, onlyOnDouble, revisions, someEvents } from './scenario.js';

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

async function streamOf(count: number): Promise<string> {
  const stream = newStream();
  await client.appendToStream(stream, someEvents(count), { expectedRevision: NO_STREAM });
  return stream;
}

const shown = async (stream: string) => revisions(await all(client.readStream(stream)));
const inAll = async (stream: string) =>
  (await all(client.readAll())).filter(({ event }) => event?.streamId === stream);

describe('a soft deletion', () => {
  it('makes a stream missing, not its events in all', async () => {
    const stream = await streamOf(3);
    const { position } = await client.deleteStream(stream, { expectedRevision: 2n });
    expect((await failure(shown(stream))).type).toBe('stream-not-found');
    expect(await inAll(stream)).toHaveLength(3);
    const [deletion] = await all(client.readStream(`$$${stream}`));
    expect(deletion?.event?.position).toEqual(position);
  });

  it.each([
    ['no stream', NO_STREAM],
    ['any revision', ANY],
    ['the old last revision', 2n],
  ] as const)('is undone by an append with %s: the numbering goes on', async (_what, expectedRevision) => {
    const stream = await streamOf(3);
    await client.deleteStream(stream);
    const result = await client.appendToStream(stream, someEvents(2), { expectedRevision });
    expect(result.nextExpectedRevision).toBe(4n);
    expect(await shown(stream)).toEqual([3n, 4n]);
    expect(await inAll(stream)).toHaveLength(5);
  });

  it('leaves no stream that exists, and names its old last revision', async () => {
    const stream = await streamOf(3);
    await client.deleteStream(stream);
    const appending = (expectedRevision: bigint | typeof STREAM_EXISTS) =>
      failure(client.appendToStream(stream, someEvents(1), { expectedRevision }));
    expect((await appending(STREAM_EXISTS)).type).toBe('stream-deleted');
    expect(await appending(7n)).toMatchObject({ type: 'wrong-expected-version', actualVersion: 2n });
  });

  it('is refused at a wrong revision and where there is nothing', async () => {
    const stream = await streamOf(1);
    const wrong = await failure(client.deleteStream(stream, { expectedRevision: 5n }));
    expect(wrong).toMatchObject({ type: 'wrong-expected-version', expectedVersion: 5n, actualVersion: 0n });
    expect((await failure(client.deleteStream(newStream()))).type).toBe('wrong-expected-version');
    expect(await shown(stream)).toEqual([0n]);
  });
});

describe('a tombstone', () => {
  it('closes a stream for ever', async () => {
    const stream = await streamOf(2);
    await client.tombstoneStream(stream);
    expect(await failure(shown(stream))).toMatchObject({
      type: 'stream-deleted',
      code: 9,
      streamName: stream,
    });
    for (const expectedRevision of [NO_STREAM, ANY, 1n, STREAM_EXISTS] as const)
      expect(await failure(client.appendToStream(stream, someEvents(1), { expectedRevision }))).toMatchObject(
        {
          type: 'stream-deleted',
          streamName: stream,
        },
      );
    expect((await failure(shown(`$$${stream}`))).type).toBe('stream-deleted');
    expect((await failure(client.setStreamMetadata(stream, { maxCount: 1 }))).type).toBe('stream-deleted');
    expect((await failure(client.tombstoneStream(stream))).type).toBe('stream-deleted');
    expect((await failure(client.deleteStream(stream))).type).toBe('stream-deleted');
  });

  it('stands in the stream itself, at the last of all revisions and without data', async () => {
    const stream = await streamOf(2);
    const { position } = await client.tombstoneStream(stream);
    const events = await inAll(stream);
    expect(events).toHaveLength(3);
    expect(events[2]?.event).toMatchObject({
      type: '$streamDeleted',
      revision: 9_223_372_036_854_775_807n,
      isJson: false,
      data: new Uint8Array(),
      position,
    });
  });

  it('ends a subscription to the stream', async () => {
    const stream = await streamOf(1);
    const subscription = client.subscribeToStream(stream);
    const seen: string[] = [];
    const ended = failure(
      (async () => {
        for await (const { event } of subscription) {
          seen.push(event?.type ?? '');
          if (seen.length === 1) await client.tombstoneStream(stream);
        }
      })(),
    );
    expect((await ended).type).toBe('stream-deleted');
    expect(seen[0]).toBe('Happened');
  });
});

describe('metadata of a stream', () => {
  it('hides all but the newest events with a maximal count', async () => {
    const stream = await streamOf(5);
    await client.setStreamMetadata(stream, { maxCount: 2 });
    expect(await shown(stream)).toEqual([3n, 4n]);
    expect(
      revisions(await all(client.readStream(stream, { direction: BACKWARDS, fromRevision: END }))),
    ).toEqual([4n, 3n]);
    await client.appendToStream(stream, someEvents(1), { expectedRevision: 4n });
    expect(await shown(stream)).toEqual([4n, 5n]);
    expect(await inAll(stream)).toHaveLength(6);
  });

  it('hides what was truncated, all of it too', async () => {
    const stream = await streamOf(3);
    await client.setStreamMetadata(stream, { truncateBefore: 2 });
    expect(await shown(stream)).toEqual([2n]);
    await client.setStreamMetadata(stream, { truncateBefore: 3 });
    expect(await shown(stream)).toEqual([]);
    await client.appendToStream(stream, someEvents(1), { expectedRevision: 2n });
    expect(await shown(stream)).toEqual([3n]);
  });

  it('is read back, with the document that was set', async () => {
    const stream = await streamOf(1);
    await client.setStreamMetadata(stream, { maxCount: 9, owner: 'desk' });
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ maxCount: 9, owner: 'desk' });
    expect((await client.getStreamMetadata(newStream())).metadata).toBeUndefined();
  });
});

onlyOnDouble('metadata of a stream', () =>
  it('hides what is older than the maximal age', async () => {
    const stream = await streamOf(2);
    await client.setStreamMetadata(stream, { maxAge: 60 });
    expect(await shown(stream)).toEqual([0n, 1n]);
    await server.control?.shiftClock(61_000);
    expect(await shown(stream)).toEqual([]);
    await server.control?.shiftClock(0);
  }),
);
