import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore, firstRecordedAt, originalPlaces, streamName } from '#event-sourcing';
import { createEventStoreDbEventStore } from '#event-store-eventstoredb';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { testDatabase } from '#testing';
import { type EventStoreDbDouble, type Fault, startDouble } from '../../../test/eventstoredb-double/index.js';
import { runCommand } from '../testing/installation.js';
import { wholeLog } from './testing/sample-logs.js';

const EVENTS = 1_200;
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function double(): Promise<EventStoreDbDouble> {
  const started = await startDouble();
  undo.push(() => started.close());
  return started;
}

async function postgres(): Promise<string> {
  const database = await testDatabase();
  undo.push(() => database.drop());
  return database.url;
}

async function withStore<Result>(url: string, work: (store: EventStore) => Promise<Result>): Promise<Result> {
  const store = await (url.startsWith('esdb')
    ? createEventStoreDbEventStore({ url })
    : createPostgresEventStore({ url }));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const fill = (url: string, count = EVENTS) =>
  withStore(url, async (store) => {
    const streams = Array.from({ length: 5 }, () => streamName('ticket', randomUUID()));
    const versions = new Map<string, number>();
    for (let i = 0; i < count;) {
      const stream = streams[(i * i) % 5]!;
      const version = versions.get(stream) ?? 0;
      const events = Array.from({ length: Math.min(1 + (i % 7), count - i) }, (_, k) => ({
        id: randomUUID(),
        type: 'Opened',
        data: { i: i + k, text: 'Принтер "не" печатает\n', share: 0.1 },
        metadata: { actor: 'staff-1' },
      }));
      await store.append(stream, version, events);
      versions.set(stream, version + events.length);
      i += events.length;
    }
  });

const copy = (from: string, to: string, command = 'copy') =>
  runCommand({ DATA_DIR: '/nonexistent' }, ['event-store', command, '--from', from, '--to', to]);

async function expectCopy(from: string, to: string): Promise<void> {
  const [originals, copies] = [await withStore(from, wholeLog), await withStore(to, wholeLog)];
  const logId = await withStore(from, async (store) => store.logId);
  const essence = ({ id, stream, version, type, data }: (typeof copies)[number]) => ({
    id,
    stream,
    version,
    type,
    data,
  });
  expect(copies.map(essence)).toEqual(originals.map(essence));
  expect(copies.map(firstRecordedAt)).toEqual(originals.map(firstRecordedAt));
  expect(copies.map(({ metadata }) => originalPlaces(metadata).at(-1))).toEqual(
    originals.map(({ position }) => ({ position, logId })),
  );
}

describe('a log', () => {
  let from: string;
  beforeEach(async () => {
    from = await postgres();
    await migrateEventLog(from);
    await fill(from);
  });

  it('moves from PostgreSQL to EventStoreDB and back, event by event', async () => {
    const { url: there } = await double();
    const away = await copy(from, there);
    expect(away).toMatchObject({ exitCode: 0, err: '' });
    expect(away.out).toContain('1200 events copied');
    expect(away.out).toContain('1200 equal, 0 different.');
    await expectCopy(from, there);

    const home = await postgres();
    expect(await copy(there, home)).toMatchObject({ exitCode: 0, err: '' });
    await expectCopy(there, home);
    const logIds = await Promise.all([from, there].map((url) => withStore(url, async ({ logId }) => logId)));
    for (const { metadata } of await withStore(home, wholeLog))
      expect(originalPlaces(metadata).map(({ logId }) => logId)).toEqual(logIds);
    expect(await copy(there, home, 'compare')).toMatchObject({
      exitCode: 0,
      out: '1200 equal, 0 different.\n',
    });
  });

  it('moves from one EventStoreDB to another', async () => {
    const [one, two] = [(await double()).url, (await double()).url];
    await copy(from, one);
    expect(await copy(one, two)).toMatchObject({ exitCode: 0, err: '' });
    await expectCopy(one, two);
  });

  it('arrives whole although appends and reads are lost, cut and left unanswered on the way', async () => {
    const { url, control } = await double();
    const faults: Fault[] = [
      { on: 'append', how: 'cut-before-storing', skip: 30 },
      { on: 'append', how: 'cut-after-storing', skip: 60, times: 2 },
      { on: 'append', how: 'never-answer', stores: true, skip: 90 },
      { on: 'append', how: 'unavailable', skip: 120, times: 3 },
      { on: 'read', how: 'cut', after: 700, skip: 1, stream: '$all' },
    ];
    for (const fault of faults) await control.misbehave(fault);
    expect(await copy(from, url)).toMatchObject({ exitCode: 0, err: '' });
    await expectCopy(from, url);
  });
});

describe('ops event-store refuses of EventStoreDB', () => {
  it.each([
    ['an address that is none', 'esdb://', 2, '--to names no store'],
    ['an unknown option', 'esdb://secret:word@127.0.0.1:1?tls=false&odd=1', 2, '--to is wrong'],
    ['a server that is away', 'esdb://secret:word@127.0.0.1:1?tls=false', 1, "--to names can't be used"],
  ])('%s', async (_, to, exitCode, sentence) => {
    const from = await postgres();
    await migrateEventLog(from);
    const run = await copy(from, to);
    expect(run).toMatchObject({ exitCode, err: expect.stringContaining(sentence) });
    expect(run.out + run.err).not.toMatch(/secret|word@/);
  });
});
