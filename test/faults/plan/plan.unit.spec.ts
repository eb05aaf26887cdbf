import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kindOf, type Target } from './fault.js';
import { lengthOf } from './choose-fault.js';
import { planFaults } from './plan.js';
import { Random } from './random.js';

const TARGETS: readonly Target[] = ['api-0', 'api-1', 'worker-0', 'worker-1', 'postgres', 'eventstoredb'];
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const planOf = (seed: number, durationMs = 600_000, targets = TARGETS) =>
  planFaults({ seed, targets, durationMs });

describe('a plan of faults', () => {
  it('follows from its seed, and another seed gives another one', () => {
    fc.assert(
      fc.property(seeds, seeds, (one, other) => {
        expect(planOf(one, 60_000)).toEqual(planOf(one, 60_000));
        if (one !== other) expect(planOf(one, 60_000)).not.toEqual(planOf(other, 60_000));
      }),
      { numRuns: 20 },
    );
  });

  it('begins all within its time, and never a second fault of a target before the first is over', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const over = new Map<Target, number>();
        for (const fault of planOf(seed, 60_000)) {
          expect(fault.atMs).toBeLessThan(60_000);
          expect(fault.atMs).toBeGreaterThanOrEqual(over.get(fault.target) ?? 0);
          over.set(fault.target, fault.atMs + lengthOf(fault));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('holds every kind in the long run, and kills above all', () => {
    const kinds = planOf(7, 3_600_000).map(kindOf);
    const expected = [
      ...['api', 'worker'].flatMap((who) => ['kill', 'restart', 'pause'].map((kind) => `${who} ${kind}`)),
      ...['kill', 'restart', 'stuck-backend', 'frozen-network', 'slow-network', 'cut-connections'].map(
        (kind) => `postgres ${kind}`,
      ),
      ...[
        'cut-before-storing',
        'cut-after-storing',
        'never-answer',
        'answer-twice',
        'end-instead',
        'time-out',
        'slow',
        'unavailable',
        'not-ready',
        'busy',
      ].map((how) => `eventstoredb append ${how}`),
      ...['cut', 'never-answer', 'slow', 'unavailable', 'not-ready', 'busy'].map(
        (how) => `eventstoredb read ${how}`,
      ),
      ...['cut', 'end-early', 'marks-ahead'].map((how) => `eventstoredb subscribe ${how}`),
      ...['too-slow', 'quietly', 'cancelled', 'unavailable'].map(
        (how) => `eventstoredb subscriptions ended ${how}`,
      ),
      ...[
        'move-leader',
        'restart-leader',
        'frozen',
        'stale-followers',
        'cut-connections',
        'mark-ahead',
        'fell-behind',
        'forget-ids',
      ].map((kind) => `eventstoredb ${kind}`),
    ];
    expect([...new Set(kinds)].sort()).toEqual(expected.sort());
    expect(kinds.filter((kind) => kind.endsWith(' kill')).length).toBeGreaterThan(kinds.length / 4);
  });

  it('does nothing to who is not among its targets', () => {
    const plan = planOf(3, 600_000, ['api-0', 'postgres']);
    expect(new Set(plan.map(({ target }) => target))).toEqual(new Set(['api-0', 'postgres']));
  });
});

describe('choices by a seed', () => {
  it('stay within their bounds and come to every one of them', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 1_000 }, () => random.between(3, 6));
    expect([...new Set(drawn)].sort()).toEqual([3, 4, 5, 6]);
    expect(() => random.pick([])).toThrow(RangeError);
  });

  it('of a branch do not depend on how many others draw afterwards', () => {
    const [one, other] = [new Random(5), new Random(5)];
    const [first, second] = [one.branch(), other.branch()];
    one.below(10);
    expect(first.below(1_000_000)).toBe(second.below(1_000_000));
  });
});
