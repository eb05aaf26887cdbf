import { expect } from '@jest/globals';
import {
  BEGINNING,
  type JsonObject,
  type Position,
  type ProposedEvent,
  type StreamName,
} from '#event-sourcing';
import { onLog, type Start } from './harness.js';
import { Reader } from './reading.js';
import { anEvent, aStream, events } from './samples.js';

class Money {
  readonly amount = 1;
}

function nested(depth: number): JsonObject {
  return depth === 0 ? {} : { inner: nested(depth - 1) };
}

const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;

const badData: Readonly<Record<string, unknown>> = {
  undefined: { x: undefined },
  'a hole in an array': { x: [1, , 2] }, // eslint-disable-line no-sparse-arrays
  'a date': { at: new Date(0) },
  NaN: { x: NaN },
  infinity: { x: -Infinity },
  'an integer beyond 2^53': { x: 2 ** 53 },
  'a bigint': { x: 1n },
  'a function': { x: () => 1 },
  'an instance of a class': { x: new Money() },
  'a map': { x: new Map() },
  'U+0000': { x: 'a\u0000b' },
  'U+0000 in a key': { 'a\u0000': 1 },
  'half a surrogate pair': { x: '\ud83d' },
  'a cycle': cyclic,
  'a thousand levels': nested(1_000),
  'text instead of an object': 'text',
  'an array instead of an object': [],
  'null instead of an object': null,
};

const badEvents: Readonly<Record<string, (good: ProposedEvent) => unknown>> = {
  'an id that is no UUID': (e) => ({ ...e, id: 'ticket-1' }),
  'an empty id': (e) => ({ ...e, id: '' }),
  'an empty type': (e) => ({ ...e, type: '' }),
  'a type of the store itself': (e) => ({ ...e, type: '$streamDeleted' }),
  'a line break in the type': (e) => ({ ...e, type: 'Opened\nClosed' }),
  'a type of a thousand letters': (e) => ({ ...e, type: 'x'.repeat(1_000) }),
  'metadata that is no text': (e) => ({ ...e, metadata: { n: 1 } }),
  'nested metadata': (e) => ({ ...e, metadata: { n: {} } }),
};

export function invalidCases(start: Start): void {
  onLog(
    start,
    'refuses what it could not give back unchanged, and stores nothing of it',
    async ({ store }) => {
      const stream = aStream();
      const bad = [
        ...Object.entries(badData).map(([title, data]) => [title, { ...anEvent(), data }] as const),
        ...Object.entries(badEvents).map(([title, spoil]) => [title, spoil(anEvent())] as const),
      ];
      for (const [title, event] of bad) {
        const append = store.append(stream, 0, [anEvent(), event as ProposedEvent]);
        const code = await append.then(
          () => 'stored',
          (error: { code?: string }) => error.code,
        );
        expect([title, code]).toEqual([title, 'invalid-event']);
      }
      expect(await store.readStream(stream)).toEqual([]);
      expect(await store.head()).toBe(BEGINNING);
    },
  );

  onLog(start, 'refuses an empty append, also to a stream that exists', async ({ store }) => {
    const stream = aStream();
    await expect(store.append(stream, 0, [])).rejects.toMatchObject({ code: 'invalid-event' });
    await store.append(stream, 0, events(1));
    await expect(store.append(stream, 1, [])).rejects.toMatchObject({ code: 'invalid-event' });
  });

  onLog(start, 'refuses the same id twice in one append', async ({ store }) => {
    const event = anEvent();
    const twice = [event, { ...event, id: event.id.toUpperCase() }];
    await expect(store.append(aStream(), 0, twice)).rejects.toMatchObject({ code: 'invalid-event' });
  });

  onLog(start, 'refuses an event above 48 KiB of UTF-8 and an append above 1 MiB', async ({ store }) => {
    const stream = aStream();
    await expect(store.append(stream, 0, [anEvent({ text: 'я'.repeat(24 * 1024) })])).rejects.toMatchObject({
      code: 'event-too-large',
      limit: 48 * 1024,
    });
    const many = Array.from({ length: 24 }, () => anEvent({ text: 'x'.repeat(45_000) }));
    await expect(store.append(stream, 0, many)).rejects.toMatchObject({ code: 'append-too-large' });
    expect(await store.readStream(stream)).toEqual([]);
  });

  onLog(start, 'counts data only, to the byte: 1 MiB passes, one byte more does not', async ({ store }) => {
    const MiB = 1024 * 1024;
    const sized = (bytes: number) => anEvent({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    const exact = [...Array.from({ length: 21 }, () => sized(48 * 1024)), sized(MiB - 21 * 48 * 1024)];
    const stream = aStream();
    const metadata = { note: 'm'.repeat(10_000) };
    await store.append(
      stream,
      0,
      exact.map((event) => ({ ...event, metadata })),
    );
    expect(await store.readStream(stream)).toHaveLength(22);
    const beyond = [...exact.slice(0, 21), sized(MiB - 21 * 48 * 1024 + 1)];
    await expect(store.append(aStream(), 0, beyond)).rejects.toMatchObject({
      code: 'append-too-large',
      limit: MiB,
    });
  });

  onLog(start, 'refuses names and versions that no stream can have', async ({ store }) => {
    for (const stream of ['ticket', 'ticket-1', 'Ticket-' + aStream().slice(7), '', `${aStream()}\n`]) {
      await expect(store.append(stream as StreamName, 0, events(1))).rejects.toThrow(TypeError);
    }
    for (const version of [-1, 0.5, NaN, 2 ** 40, '0' as unknown as number]) {
      await expect(store.append(aStream(), version, events(1))).rejects.toThrow(TypeError);
    }
  });

  onLog(start, 'refuses positions from nowhere', async ({ store }) => {
    for (const after of ['1', 'x', ' ', "' OR 1=1", '9'.repeat(30)] as Position[]) {
      await expect(store.readAll({ after, limit: 1 })).rejects.toMatchObject({ code: 'invalid-position' });
    }
  });

  onLog(start, 'refuses to subscribe beyond the head, where events would be skipped', async ({ store }) => {
    const { position } = await store.append(aStream(), 0, events(1));
    const beyond = position.replace(/^\d/, '8') as Position;
    const reader = new Reader(store, { after: beyond });
    await expect(reader.next()).rejects.toMatchObject({ code: 'invalid-position' });
  });
}
