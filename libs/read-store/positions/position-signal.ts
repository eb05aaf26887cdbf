import type pg from 'pg';
import { listen, type Listener } from './listen.js';

export const POSITIONS_CHANNEL = 'read_positions';

/**
 * Wakes readers who wait for a projection: at once when it runs in this process, by NOTIFY when it runs in another. A
 * hint only; who waits looks at the checkpoint again, and does so now and then without a hint as well.
 */
export class PositionSignal {
  readonly #waiting = new Set<() => void>();
  #listener: Listener | undefined;
  #announcing = false;
  #again = false;

  constructor(
    private readonly pool: pg.Pool,
    private readonly url: string,
  ) {}

  /** Resolves at the next hint or after the time. */
  async next(timeoutMs: number): Promise<void> {
    this.#listener ??= listen(this.url, POSITIONS_CHANNEL, () => this.#wake());
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#waiting.add(done);
    });
  }

  /**
   * After a commit. One NOTIFY at a time is under way, in a transaction of its own: within the projection's it would
   * make all commits of the cluster queue up behind each other.
   */
  announce(): void {
    this.#wake();
    if (this.#announcing) {
      this.#again = true;
      return;
    }
    this.#announcing = true;
    void this.#notify();
  }

  async close(): Promise<void> {
    this.#wake();
    await this.#listener?.close();
  }

  async #notify(): Promise<void> {
    do {
      this.#again = false;
      await this.pool.query(`NOTIFY ${POSITIONS_CHANNEL}`).catch(() => undefined);
    } while (this.#again);
    this.#announcing = false;
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
