import {
  BACKWARDS,
  END,
  type EventStoreDBClient,
  FORWARDS,
  NO_STREAM,
  type Position,
  type ReadStreamOptions,
  START,
} from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventStoreDbUnderTest, type EventStoreDbUnderTest, startDouble } from './index.js';
import { all, clientOf, failure, newStream, onlyOnDouble, revisions, someEvents } from './scenario.js';

let server: EventStoreDbUnderTest;
let client: EventStoreDBClient;
const stream = newStream();

beforeAll(async () => {
  server = await eventStoreDbUnderTest();
  client = clientOf(server.url);
  await client.appendToStream(stream, someEvents(100), { expectedRevision: NO_STREAM });
});
afterAll(async () => {
  await client.dispose();
  await server.close();
});

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => BigInt(from + n));

describe('a read of a stream', () => {
  it.each<[string, ReadStreamOptions, bigint[]]>([
    ['from the start', {}, range(0, 100)],
    ['from a revision on', { fromRevision: 97n }, range(97, 100)],
    ['of so many', { fromRevision: 10n, maxCount: 3 }, range(10, 13)],
    ['beyond the end', { fromRevision: 100n }, []],
    ['far beyond the end', { fromRevision: 10_000n }, []],
    ['backwards from the end', { direction: BACKWARDS, fromRevision: END, maxCount: 2 }, [99n, 98n]],
    ['backwards from a revision', { direction: BACKWARDS, fromRevision: 1n }, [1n, 0n]],
    ['backwards from nowhere in particular, which means from the start', { direction: BACKWARDS }, [0n]],
  ])('%s', async (_what, options, expected) => {
    expect(revisions(await all(client.readStream(stream, options)))).toEqual(expected);
  });

  it('shows what was stored, and where', async () => {
    const [first] = await all(client.readStream(stream, { maxCount: 1 }));
    expect(first?.event).toMatchObject({ streamId: stream, type: 'Happened', data: { n: 0 }, isJson: true });
    expect(Math.abs(Date.now() - Number(first?.event?.created))).toBeLessThan(600_000);
    expect(first?.commitPosition).toBe(first?.event?.position?.commit);
  });

  it('of a missing one fails without a code', async () => {
    const missing = newStream();
    const error = await failure(all(client.readStream(missing)));
    expect(error).toMatchObject({ type: 'stream-not-found', streamName: missing });
    expect(error.code).toBeUndefined();
  });

  it.each<[string, ReadStreamOptions, number]>([
    ['of no events', { maxCount: 0 }, 2],
    ['forwards from the end', { direction: FORWARDS, fromRevision: END }, 2],
    ['of less than no events', { maxCount: -1 }, 13],
  ])('%s fails', async (_what, options, code) => {
    expect(await failure(all(client.readStream(stream, options)))).toMatchObject({ type: 'unknown', code });
  });
});

describe('a read of all', () => {
  const own = async (options: Parameters<EventStoreDBClient['readAll']>[0]) =>
    revisions((await all(client.readAll(options))).filter(({ event }) => event?.streamId === stream));
  let positions: Position[];
  beforeAll(async () => {
    positions = (await all(client.readStream(stream))).map(({ event }) => event?.position as Position);
  });

  it('begins with the event at the position', async () => {
    expect((await own({ fromPosition: positions[98] as Position })).slice(0, 2)).toEqual([98n, 99n]);
  });

  it('backwards leaves out the event at the position', async () => {
    expect(await own({ fromPosition: positions[3] as Position, direction: BACKWARDS, maxCount: 2 })).toEqual([
      2n,
      1n,
    ]);
  });

  it('backwards from the start, and forwards from the end, is empty', async () => {
    expect(await all(client.readAll({ direction: BACKWARDS, fromPosition: START }))).toEqual([]);
    expect(await all(client.readAll({ direction: FORWARDS, fromPosition: END }))).toEqual([]);
  });

  it('takes a position whose prepare part is 0, as marks have it', async () => {
    const { commit } = positions[50] as Position;
    const read = client.readAll({ fromPosition: { commit, prepare: 0n }, maxCount: 1 });
    expect(revisions(await all(read))).toEqual([50n]);
  });

  it('backwards from a position whose prepare part is smaller begins one event earlier', async () => {
    const { commit } = positions[50] as Position;
    const options = { direction: BACKWARDS, maxCount: 1 } as const;
    expect(await own({ ...options, fromPosition: { commit, prepare: commit } })).toEqual([49n]);
    expect(await own({ ...options, fromPosition: { commit, prepare: 0n } })).toEqual([48n]);
  });

  it('from where no record begins fails', async () => {
    const { commit } = positions[50] as Position;
    const between = { commit: commit + 1n, prepare: commit + 1n };
    for (const direction of [FORWARDS, BACKWARDS] as const)
      expect(await failure(all(client.readAll({ fromPosition: between, direction })))).toMatchObject({
        type: 'unknown',
        code: 2,
        message: expect.stringContaining('Unexpected ReadAllResult: Error') as unknown,
      });
    const impossible = { commit, prepare: commit + 1n };
    expect(await failure(all(client.readAll({ fromPosition: impossible })))).toMatchObject({
      type: 'unknown',
      code: 2,
    });
  });

  it('beyond the end is empty forwards and fails backwards', async () => {
    const [last] = await all(client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }));
    const end = (last?.event?.position?.commit ?? 0n) + 10_000_000n;
    const beyond = { commit: end, prepare: end };
    expect(await all(client.readAll({ fromPosition: beyond }))).toEqual([]);
    expect(await failure(all(client.readAll({ fromPosition: beyond, direction: BACKWARDS })))).toMatchObject({
      type: 'unknown',
      code: 2,
    });
  });

  it('of no events is never answered', async () => {
    const read = client.readAll({ maxCount: 0 });
    let isOpen = true;
    const reading = all(read).then(() => (isOpen = false));
    for (let n = 0; n < 5; n++) await all(client.readStream(stream, { maxCount: 1 }));
    expect(isOpen).toBe(true);
    await read.cancel();
    reading.catch(() => undefined);
  });

  it('shows every event once, in order', async () => {
    const seen = await all(client.readAll());
    const commits = seen.map(({ event }) => event?.position?.commit ?? 0n);
    expect(commits.every((commit, n) => n === 0 || commit > (commits[n - 1] ?? 0n))).toBe(true);
    expect(seen.filter(({ event }) => event?.streamId === stream)).toHaveLength(100);
  });

  it('ignores a filter, as the client has none for it', async () => {
    const options = { maxCount: 5, filter: { filterOn: 'streamName', prefixes: ['no-such'] } };
    expect(await all(client.readAll(options as { maxCount: number }))).toHaveLength(5);
  });
});

onlyOnDouble('a new server', () => {
  it('holds one event', async () => {
    const fresh = await startDouble();
    const freshClient = clientOf(fresh.url);
    const events = await all(freshClient.readAll());
    expect(events.map(({ event }) => [event?.streamId, event?.type])).toEqual([
      ['$$$scavenges', '$metadata'],
    ]);
    await freshClient.dispose();
    await fresh.close();
  });
});
