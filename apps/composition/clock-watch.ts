import { waitUnlessAborted } from './keep-on.js';

export interface ClockWatchOptions {
  /** The clock that all processes share: the database's, in milliseconds since 1970. */
  readonly shared: () => Promise<number>;
  /** This process's clock. */
  readonly now: () => Date;
  /** How far the two may be apart, milliseconds. */
  readonly limitMs: number;
  /** Told whenever the verdict changes; `offMs` is positive for a clock that runs ahead. */
  readonly onChange?: (verdict: { readonly right: boolean; readonly offMs: number }) => void;
  /** Milliseconds between looks; 5,000 by default. */
  readonly everyMs?: number;
}

const EVERY_MS = 5_000;

/**
 * Whether this process's clock may date decisions: a due time computed from a wrong one would be a promise nobody made.
 *
 * The shared clock is read somewhere between two readings of ours, so the difference is known up to the round trip; its
 * midpoint is what is told. A clock is off only if it is off whichever way the round trip is divided (Cristian, 1989):
 * a slow database makes nobody's clock wrong.
 */
export class ClockWatch {
  #right = true;
  #offMs = 0;
  #wrong = new AbortController();
  readonly #options: ClockWatchOptions;

  constructor(options: ClockWatchOptions) {
    this.#options = options;
  }

  get isRight(): boolean {
    return this.#right;
  }

  get offMs(): number {
    return this.#offMs;
  }

  /** Aborts when the clock goes wrong; aborted already while it is. */
  get untilWrong(): AbortSignal {
    return this.#wrong.signal;
  }

  /** @throws whatever reading the shared clock threw; the verdict stays as it was. */
  async look(): Promise<void> {
    const { shared, now, limitMs } = this.#options;
    const before = now().getTime();
    const theirs = await shared();
    const after = now().getTime();
    const [least, most] =
      before <= after ? [before - theirs, after - theirs] : [after - theirs, before - theirs];
    this.#offMs = Math.round((least + most) / 2);
    this.#judge(least <= limitMs && most >= -limitMs);
  }

  /** Looks again and again until the signal aborts. A database that is away leaves the verdict as it is. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look().catch(() => undefined);
      await waitUnlessAborted(this.#options.everyMs ?? EVERY_MS, signal);
    }
  }

  #judge(right: boolean): void {
    if (right === this.#right) return;
    this.#right = right;
    if (right) this.#wrong = new AbortController();
    else this.#wrong.abort();
    this.#options.onChange?.({ right, offMs: this.#offMs });
  }
}
