import { describe, expect, it } from '@jest/globals';
import { aStream, describeEventStore, events } from '#event-sourcing/testing';
import { createMemoryEventStore } from './index.js';

describeEventStore('the in-memory double', async () => {
  const store = createMemoryEventStore();
  // A view shares the log and is closed by itself, as a second process would be.
  return { store, another: async () => Object.create(store) as typeof store, stop: () => store.close() };
});

describe('the in-memory double', () => {
  it('takes its time from the clock that it was given', async () => {
    const store = createMemoryEventStore({ clock: () => new Date('2012-03-04T05:06:07.089Z') });
    const stream = aStream();
    await store.append(stream, 0, events(1));
    expect((await store.readStream(stream))[0]?.recordedAt).toBe('2012-03-04T05:06:07.089Z');
  });

  it('does not let a reader change what has happened', async () => {
    const store = createMemoryEventStore();
    const stream = aStream();
    await store.append(stream, 0, events(1));
    const [event] = await store.readStream(stream);
    expect(() => Object.assign(event!.data, { n: 2 })).toThrow(TypeError);
    expect((await store.readStream(stream))[0]?.data).toEqual({ n: 1 });
  });
});
