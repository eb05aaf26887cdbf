import { createHash } from 'node:crypto';
import { appendInOrder, type EventStore, type StreamAppend } from '#event-sourcing';

/** Events of one transaction, about. */
const AT_ONCE = 2_000;

/** Writes many small appends through the store, some thousand events a transaction; the next ones are made meanwhile. */
export class Seeder {
  private batch: StreamAppend[] = [];
  private inBatch = 0;
  private count = 0;
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(private readonly store: EventStore) {}

  /** Events taken in so far. */
  get written(): number {
    return this.count;
  }

  async add(append: StreamAppend): Promise<void> {
    this.batch.push(append);
    this.inBatch += append.events.length;
    this.count += append.events.length;
    if (this.inBatch >= AT_ONCE) await this.flush();
  }

  /** @returns how many events were written in all. */
  async finish(): Promise<number> {
    await this.flush();
    await this.underWay;
    return this.count;
  }

  private async flush(): Promise<void> {
    const { batch } = this;
    this.batch = [];
    this.inBatch = 0;
    // One at a time: a stream's next events must not come before those that they follow.
    await this.underWay;
    this.underWay = appendInOrder(this.store, batch);
    // Heard now, thrown where it is awaited.
    this.underWay.catch(() => undefined);
  }
}

/** The same text, the same UUID. */
export function seededId(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
