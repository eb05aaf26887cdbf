/** Choices that follow from a seed alone (mulberry32 by Tommy Ettinger, public domain): the same seed, the same choices. */
export class Random {
  private state: number;

  /** @param seed whole, 0 to 2^32 − 1. */
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** Whole, 0 to `bound` − 1. */
  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000) * bound);
  }

  /** Whole, both ends included. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** @param share 0 to 1. */
  chance(share: number): boolean {
    return this.below(1_000_000) < share * 1_000_000;
  }

  /** @throws RangeError when there is nothing to choose from. */
  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new RangeError('nothing to choose from');
    return from[this.below(from.length)] as T;
  }

  /** Another source of choices, so that those of one part don't depend on how many another part has made. */
  branch(): Random {
    return new Random(this.below(0x1_0000_0000));
  }
}
