import { EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, it } from '@jest/globals';
import { BEGINNING, type StreamDamage } from '#event-sourcing';
import { aStream, events, everything, ids, Reader } from '#event-sourcing/testing';
import { onDouble, using } from '../testing/eventstoredb-harness.js';

type Harm = (client: EventStoreDBClient, stream: string) => Promise<unknown>;

const HARMS: readonly (readonly [string, StreamDamage, Harm])[] = [
  ['buried', 'deleted', (client, stream) => client.tombstoneStream(stream)],
  [
    'cut off at the front',
    'truncated',
    (client, stream) => client.setStreamMetadata(stream, { truncateBefore: 2 }),
  ],
  [
    'cut off whole',
    'truncated',
    (client, stream) => client.setStreamMetadata(stream, { truncateBefore: 100 }),
  ],
  [
    'kept to its last event',
    'truncated',
    (client, stream) => client.setStreamMetadata(stream, { maxCount: 1 }),
  ],
];

describe('a stream that somebody harms by the means of the server', () => {
  it.each(HARMS)('%s: is reported and not decided upon; the log goes on', async (_, damage, harm) => {
    await using(onDouble(), async ({ store, double, signals }) => {
      const client = EventStoreDBClient.connectionString(double.url);
      const [harmed, whole] = [aStream(), aStream()];
      const reader = new Reader(store, { after: BEGINNING });
      await reader.untilCaughtUp();
      await store.append(harmed, 0, events(4));
      await harm(client, harmed);
      const { position } = await store.append(whole, 0, events(3));

      await expect(store.readStream(harmed)).rejects.toMatchObject({ code: 'damaged-stream', damage });
      expect(await store.readStream(whole)).toHaveLength(3);
      expect(await reader.take(7)).toHaveLength(7);
      expect(signals).toContainEqual({ kind: 'damaged-stream', stream: harmed, damage });
      // Neither the server's own events nor a place of theirs come out.
      const all = await everything(store);
      expect(all.map(({ stream }) => stream)).toEqual([
        ...Array<string>(4).fill(harmed),
        ...Array<string>(3).fill(whole),
      ]);
      expect(await store.head()).toBe(position);
      await harm(client, aStream()).catch(() => undefined);
      expect(await store.head()).toBe(position);
      expect(await store.readAll({ after: position, limit: 5 })).toEqual({
        events: [],
        position,
        caughtUp: true,
      });
      await reader.stop();
      await client.dispose();
    });
  });

  it('buried: takes no append; deleted softly: shows the hole that it has', async () => {
    await using(onDouble(), async ({ store, double }) => {
      const client = EventStoreDBClient.connectionString(double.url);
      const [buried, deleted] = [aStream(), aStream()];
      for (const stream of [buried, deleted]) await store.append(stream, 0, events(2));
      await client.tombstoneStream(buried);
      await client.deleteStream(deleted);
      await expect(store.append(buried, 2, events(1))).rejects.toMatchObject({ code: 'damaged-stream' });
      await expect(store.append(deleted, 0, events(1))).rejects.toMatchObject({ code: 'damaged-stream' });
      await expect(store.readStream(deleted)).rejects.toMatchObject({ code: 'damaged-stream' });
      await client.dispose();
    });
  });

  it('is not confused with events of others on the same server', async () => {
    await using(onDouble(), async ({ store, double }) => {
      const client = EventStoreDBClient.connectionString(double.url);
      const { position } = await store.append(aStream(), 0, events(2));
      const foreign = {
        contentType: 'application/octet-stream',
        data: Buffer.from('x'),
        type: 'Theirs',
      } as const;
      await client.appendToStream('Order-1', [{ ...foreign, id: crypto.randomUUID(), metadata: undefined }]);
      expect(await store.head()).toBe(position);
      expect(ids(await everything(store))).toHaveLength(2);
      await client.dispose();
    });
  });
});
