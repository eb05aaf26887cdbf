/**
 * Index of the last element ≤ x in an ascending array, at any distance in constant time: a table of equal buckets narrows the
 * search to the few elements of one bucket.
 */
export class SortedSearch {
  readonly #first: number;
  readonly #scale: number;
  readonly #bucket: Int32Array;

  constructor(readonly values: Float64Array) {
    const n = values.length;
    const first = n > 0 ? values[0]! : 0;
    const span = n > 0 ? values[n - 1]! - first : 0;
    const buckets = Math.max(1, 2 * n);
    this.#first = first;
    this.#scale = span > 0 ? (buckets - 1) / span : 0;
    this.#bucket = new Int32Array(buckets + 1);
    // bucket[b] is the last index of an earlier bucket, or 0: a place from which only steps forward are needed.
    let b = 0;
    for (let i = 0; i < n; i += 1) {
      const own = Math.floor((values[i]! - first) * this.#scale);
      while (b < own) this.#bucket[++b] = Math.max(0, i - 1);
    }
    while (b < buckets) this.#bucket[++b] = Math.max(0, n - 1);
  }

  /** -1 when x is below the first element or there is none. */
  lastAtOrBelow(x: number): number {
    const values = this.values;
    const n = values.length;
    if (n === 0 || x < this.#first) return -1;
    if (x >= values[n - 1]!) return n - 1;
    let i = this.#bucket[Math.floor((x - this.#first) * this.#scale)]!;
    while (values[i + 1]! <= x) i += 1;
    return i;
  }
}
