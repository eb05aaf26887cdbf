import { describe, expect, it } from '@jest/globals';
import { BEGINNING } from '#event-sourcing';
import { aStream, events, everything, ids, Reader } from '#event-sourcing/testing';
import { createEventStoreDbEventStore } from '../index.js';
import { onDouble, using } from '../testing/eventstoredb-harness.js';

const cluster = () => onDouble({}, { nodes: 3 });

describe('a cluster', () => {
  it('answers reads that decide from its leader, also when the address names a follower that is behind', async () => {
    await using(cluster(), async ({ double, control, store: writer }) => {
      const store = await createEventStoreDbEventStore({ url: double.urls[1]! });
      try {
        await control.holdFollowers();
        const stream = aStream();
        for (let version = 0; version < 20; version++) {
          const { position } = await writer.append(stream, version, events(1));
          expect(await store.readStream(stream)).toHaveLength(version + 1);
          expect(await store.head()).toBe(position);
        }
        expect(await everything(store)).toHaveLength(20);
      } finally {
        await store.close();
      }
    });
  });

  it.each(['moves', 'dies'])('whose leader %s under load loses nothing and goes on', async (how) => {
    await using(cluster(), async ({ store, control }) => {
      const reader = new Reader(store, { after: BEGINNING });
      await reader.untilCaughtUp();
      const acknowledged: string[] = [];
      let writing = true;
      const writers = Array.from({ length: 4 }, async () => {
        const stream = aStream();
        for (let version = 0; writing; version++) {
          const given = events(1);
          await store.append(stream, version, given);
          acknowledged.push(...ids(given));
        }
      });
      const untilMore = async (count: number) => {
        const goal = acknowledged.length + count;
        while (acknowledged.length < goal) await new Promise((resolve) => setImmediate(resolve));
      };
      for (let move = 0; move < 3; move++) {
        await untilMore(20);
        if (how === 'moves') await control.moveLeader(undefined, 100);
        else {
          const { leader } = await control.state();
          await control.stop(leader);
          await untilMore(20);
          await control.start(leader);
        }
      }
      await untilMore(20);
      writing = false;
      await Promise.all(writers);
      const stored = ids(await everything(store, BEGINNING, 1_000));
      expect([...stored].sort()).toEqual([...acknowledged].sort());
      expect(ids(await reader.take(stored.length))).toEqual(stored);
      await reader.stop();
    });
  });

  it('whose node names another leader is followed there', async () => {
    await using(cluster(), async ({ double, control, store }) => {
      const [host, port] = double.urls[0]!.replace(/^esdb:\/\/|\?.*$/g, '').split(':');
      const leader = { host: host!, port: Number(port) };
      await control.misbehave({ on: 'append', how: 'not-leader', leader });
      await control.misbehave({ on: 'read', how: 'not-leader', leader });
      const stream = aStream();
      await store.append(stream, 0, events(2));
      expect(await store.readStream(stream)).toHaveLength(2);
    });
  });
});
