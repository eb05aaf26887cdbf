/** Lets so many through at once; the others wait their turn, in order. */
export class Turnstile {
  private inside = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly capacity: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.inside >= this.capacity) await new Promise<void>((resolve) => this.queue.push(resolve));
    else this.inside++;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, so that nobody who comes meanwhile can take it.
      const next = this.queue.shift();
      if (next === undefined) this.inside--;
      else next();
    }
  }
}
