import { type Row } from '../tables/runnable-projection.js';

/**
 * Rows last written or read, the least recently used leaving first. `undefined` means "known to be absent".
 *
 * Trusted only while its owner holds the epoch: another writer's change would go unseen.
 */
export class RowCache {
  readonly #rows = new Map<string, Row | undefined>();

  constructor(private readonly limit: number) {}

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  set(key: string, row: Row | undefined): void {
    this.#rows.delete(key);
    this.#rows.set(key, row);
  }

  /** Forgets what is beyond the limit; called between batches, so that a batch always finds what it touched. */
  trim(): void {
    let surplus = this.#rows.size - this.limit;
    if (surplus <= 0) return;
    for (const key of this.#rows.keys()) {
      if (surplus-- <= 0) return;
      this.#rows.delete(key);
    }
  }
}
