import { expect } from '@jest/globals';
import { type JsonObject } from '#event-sourcing';
import { onLog, type Start } from './harness.js';
import { anEvent, aStream, events, ids } from './samples.js';

export function appendCases(start: Start): void {
  onLog(start, 'counts versions from the number of events', async ({ store }) => {
    const stream = aStream();
    const first = await store.append(stream, 0, events(2));
    const second = await store.append(stream, 2, events(3));
    expect([first.version, second.version]).toEqual([2, 5]);
    expect(second.position > first.position).toBe(true);
  });

  onLog(start, 'refuses to create a stream twice', async ({ store }) => {
    const stream = aStream();
    await store.append(stream, 0, events(2));
    await expect(store.append(stream, 0, events(1))).rejects.toMatchObject({
      code: 'wrong-expected-version',
      stream,
      expected: 0,
      actual: 2,
    });
    expect(await store.readStream(stream)).toHaveLength(2);
  });

  onLog(start, 'refuses a version that a stream has not reached', async ({ store }) => {
    const stream = aStream();
    await expect(store.append(stream, 3, events(1))).rejects.toMatchObject({ expected: 3, actual: 0 });
    await store.append(stream, 0, events(1));
    await expect(store.append(stream, 3, events(1))).rejects.toMatchObject({ expected: 3, actual: 1 });
    expect(await store.readStream(stream)).toHaveLength(1);
  });

  onLog(start, 'refuses a version that a stream has left behind', async ({ store }) => {
    const stream = aStream();
    await store.append(stream, 0, events(3));
    await expect(store.append(stream, 1, events(1))).rejects.toMatchObject({ expected: 1, actual: 3 });
  });

  onLog(start, 'gives back what was appended, in order, with its place and time', async ({ store }) => {
    const stream = aStream();
    const given = [anEvent({ a: 1 }), { ...anEvent({ b: [true, null] }, 'Closed'), metadata: {} }];
    const before = Date.now();
    const { position } = await store.append(stream, 0, given);
    const read = await store.readStream(stream);
    expect(read.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(given);
    expect(read.map((event) => [event.stream, event.version])).toEqual([
      [stream, 1],
      [stream, 2],
    ]);
    expect(read[1]?.position).toBe(position);
    for (const event of read) {
      expect(event.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(event.recordedAt) - before)).toBeLessThan(60_000);
    }
  });

  onLog(start, 'keeps every text and number as it is', async ({ store }) => {
    const data: JsonObject = {
      text: 'Заявка № 1 — «не печатает» 🖨️ \u202e \ufeff e\u0301 \n\r\t\\ "\' {}, \u2028 ${x} \u0001 \ud83d\udd28',
      ключ: { '': '', __proto__x: 1, 'a"b\\c': [[], {}] },
      numbers: [0, -1, 0.1, 1e-7, 1.7976931348623157e-300, 2 ** 53 - 1, -(2 ** 53 - 1)],
    };
    const metadata = { actor: 'Ё\n"\\', $correlationId: '' };
    const stream = aStream();
    await store.append(stream, 0, [{ ...anEvent(data, 'Открыта'), metadata }]);
    const [read] = await store.readStream(stream);
    expect(read).toMatchObject({ type: 'Открыта', data, metadata });
  });

  onLog(start, 'keeps the order of fields, so that a digest stays right', async ({ store }) => {
    const stream = aStream();
    await store.append(stream, 0, [anEvent({ z: 1, a: { y: 1, b: 2 }, m: 3 })]);
    const [read] = await store.readStream(stream);
    expect(JSON.stringify(read?.data)).toBe('{"z":1,"a":{"y":1,"b":2},"m":3}');
  });

  onLog(
    start,
    'stores an event of 48 KiB, an append of 1 MiB, and a thousand events at once',
    async ({ store }) => {
      const big = { text: 'я'.repeat((48 * 1024 - '{"text":""}'.length - 1) / 2) };
      const [largest, many] = [aStream(), aStream()];
      await store.append(
        largest,
        0,
        Array.from({ length: 21 }, () => anEvent(big)),
      );
      expect((await store.readStream(largest))[20]?.data).toEqual(big);
      const thousand = events(1_000);
      await store.append(many, 0, thousand);
      expect(ids(await store.readStream(many))).toEqual(ids(thousand));
    },
  );
}
