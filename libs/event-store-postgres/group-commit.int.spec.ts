import { describe, expect, it } from '@jest/globals';
import { type LogSignal } from './index.js';
import { anEvent, aStream, events } from '#event-sourcing/testing';
import { type PostgresHarness, postgresHarness } from './testing/postgres-harness.js';

async function onServer(
  body: (harness: PostgresHarness, signals: readonly LogSignal[]) => Promise<void>,
): Promise<void> {
  const signals: LogSignal[] = [];
  const harness = await postgresHarness({ observer: (signal) => signals.push(signal) });
  try {
    await body(harness, signals);
  } finally {
    await harness.stop();
  }
}

/** Transactions that stored events: every row tells the one that wrote it. */
async function commits(harness: PostgresHarness): Promise<number> {
  const [row] = await harness.query<{ commits: number }>(
    'SELECT count(DISTINCT xmin::text)::int AS commits FROM log.events',
  );
  return row?.commits ?? 0;
}

describe('group commit', () => {
  it('needs at most a quarter as many commits as appends at 64 writers', async () => {
    await onServer(async (harness) => {
      await Promise.all(
        Array.from({ length: 64 }, async () => {
          const stream = aStream();
          for (let version = 0; version < 20; version++)
            await harness.store.append(stream, version, events(1));
        }),
      );
      const [row] = await harness.query<{ n: number }>('SELECT count(*)::int AS n FROM log.events');
      expect(row?.n).toBe(64 * 20);
      expect(await commits(harness)).toBeLessThanOrEqual((64 * 20) / 4);
    });
  });

  it('sends a lone append at once, by itself', async () => {
    await onServer(async ({ store }, signals) => {
      for (let i = 0; i < 5; i++) await store.append(aStream(), 0, events(1));
      const groups = signals.filter((signal) => signal.kind === 'group');
      expect(groups.map((group) => group.appends)).toEqual([1, 1, 1, 1, 1]);
    });
  });

  it('stores 63 when one is refused, in the same commits', async () => {
    await onServer(async (harness) => {
      const taken = aStream();
      await harness.store.append(taken, 0, events(1));
      const results = await Promise.allSettled(
        Array.from({ length: 64 }, (_, k) =>
          harness.store.append(k === 20 ? taken : aStream(), 0, events(1)),
        ),
      );
      expect(results.flatMap((result, k) => (result.status === 'rejected' ? [k] : []))).toEqual([20]);
      expect(await commits(harness)).toBeLessThanOrEqual(1 + 4);
    });
  });

  it('lets an append that the server rejects fail alone', async () => {
    await onServer(async (harness, signals) => {
      await harness.query(`ALTER TABLE log.events ADD CONSTRAINT no_bad CHECK (type <> 'Bad')`);
      const results = await Promise.allSettled(
        Array.from({ length: 32 }, (_, k) =>
          harness.store.append(aStream(), 0, [anEvent({}, k === 7 ? 'Bad' : 'Good')]),
        ),
      );
      expect(results.flatMap((result, k) => (result.status === 'rejected' ? [k] : []))).toEqual([7]);
      expect(signals).toContainEqual({ kind: 'retried', reason: '23514' });
    });
  });

  it('gives up on a stream that stays locked, within the time it was given', async () => {
    const harness = await postgresHarness({ appendTimeout: 500 });
    try {
      const stream = aStream();
      const held = await harness.server.holdWriter(stream, events(1));
      await expect(harness.store.append(stream, 0, events(1))).rejects.toMatchObject({
        code: 'log-unavailable',
      });
      await held.rollBack();
    } finally {
      await harness.stop();
    }
  });

  it('tells its observer of appends and conflicts', async () => {
    await onServer(async ({ store }, signals) => {
      const stream = aStream();
      await store.append(stream, 0, events(2));
      await store.append(stream, 0, events(2)).catch(() => undefined);
      expect(signals).toContainEqual({ kind: 'appended', events: 2, milliseconds: expect.any(Number) });
      expect(signals).toContainEqual({ kind: 'conflicted' });
    });
  });
});
