import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ClockWatch, type ClockWatchOptions } from './clock-watch.js';

const LIMIT = 2_000;

/** A process whose clock is off by so much, asking a database that takes its time there and back. */
function watched(
  time: { offMs: number; there: number; back: number },
  rest: Partial<ClockWatchOptions> = {},
) {
  let truth = Date.parse('2026-11-22T03:00:00Z');
  const changes: { right: boolean; offMs: number }[] = [];
  const watch = new ClockWatch({
    now: () => new Date(truth + time.offMs),
    shared: () => {
      truth += time.there;
      const answer = truth;
      truth += time.back;
      return Promise.resolve(answer);
    },
    limitMs: LIMIT,
    onChange: (change) => changes.push(change),
    ...rest,
  });
  return { watch, changes, time };
}

const trip = fc.integer({ min: 0, max: 30_000 });
const off = fc.integer({ min: -100_000, max: 100_000 });

describe('a watched clock', () => {
  it('is never found wrong when it is right, however slow the database answers', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: -LIMIT, max: LIMIT }), trip, trip, async (offMs, there, back) => {
        const { watch } = watched({ offMs, there, back });
        await watch.look();
        expect(watch.isRight).toBe(true);
      }),
    ));

  it('is always found wrong when it is off by more than the limit and the round trip', () =>
    fc.assert(
      fc.asyncProperty(off, trip, trip, async (offMs, there, back) => {
        fc.pre(Math.abs(offMs) > LIMIT + there + back);
        const { watch } = watched({ offMs, there, back });
        await watch.look();
        expect(watch.isRight).toBe(false);
        expect(Math.abs(watch.offMs - offMs)).toBeLessThanOrEqual((there + back) / 2 + 1);
      }),
    ));

  it('tells each change once, and ends what must not be done with a wrong clock', async () => {
    const { watch, changes, time } = watched({ offMs: 0, there: 1, back: 1 });
    await watch.look();
    const before = watch.untilWrong;
    expect(before.aborted).toBe(false);
    time.offMs = 5_000;
    await watch.look();
    await watch.look();
    expect(before.aborted).toBe(true);
    expect(watch.untilWrong.aborted).toBe(true);
    time.offMs = -1_999;
    await watch.look();
    expect(watch.untilWrong.aborted).toBe(false);
    expect(changes).toEqual([
      { right: false, offMs: 5_000 },
      { right: true, offMs: -1_999 },
    ]);
  });

  it('keeps its verdict while the database is away, and looks again by itself', async () => {
    const time = { offMs: 9_000 };
    const stopping = new AbortController();
    let asked = 0;
    const seen: boolean[] = [];
    const following = new ClockWatch({
      now: () => new Date(time.offMs),
      shared: () => {
        asked += 1;
        if (asked === 2) return Promise.reject(new Error('away'));
        if (asked === 3) time.offMs = 0;
        if (asked === 5) stopping.abort();
        return Promise.resolve(0);
      },
      limitMs: LIMIT,
      everyMs: 1,
      onChange: ({ right }) => seen.push(right),
    });
    await following.follow(stopping.signal);
    expect(asked).toBe(5);
    expect(seen).toEqual([false, true]);
  });
});
