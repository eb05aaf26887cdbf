import { createHash } from 'node:crypto';
import {
  appendInOrder,
  type DomainEvent,
  type EventCodec,
  type EventMetadata,
  type EventStore,
  type StreamAppend,
  type StreamName,
} from '#event-sourcing';

/** What a command came to, before its personal texts are sealed. */
export interface OpenAppend {
  readonly stream: StreamName;
  readonly expectedVersion: number;
  readonly events: readonly DomainEvent[];
  readonly metadata: Omit<EventMetadata, 'schemaVersion'>;
  readonly idFor: (index: number) => string;
}

/** Where a seeded log goes. */
export interface SeedTarget {
  readonly store: EventStore;
  readonly codec: EventCodec;
  /** The vault: makes the keys of many customers at once. */
  readonly vault: { ensure(subjects: readonly string[]): Promise<unknown> };
}

/** Events of one transaction, about. */
const AT_ONCE = 2_000;

/**
 * Writes many small appends through codec and store, some thousand events a transaction; the next ones are made and sealed
 * meanwhile. Customers' keys are asked for once a transaction: asked for by each append, they were half of the time.
 */
export class Seeder {
  private batch: OpenAppend[] = [];
  private inBatch = 0;
  private count = 0;
  private underWay: Promise<unknown> = Promise.resolve();

  constructor(private readonly target: SeedTarget) {}

  /** Events taken in so far. */
  get written(): number {
    return this.count;
  }

  async add(append: OpenAppend): Promise<void> {
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
    const sealed = await this.seal(batch);
    // One at a time: a stream's next events must not come before those that they follow.
    await this.underWay;
    this.underWay = appendInOrder(this.target.store, sealed);
    // Heard now, thrown where it is awaited.
    this.underWay.catch(() => undefined);
  }

  private async seal(batch: readonly OpenAppend[]): Promise<StreamAppend[]> {
    const { codec, vault } = this.target;
    const customers = new Set<string>();
    for (const { events } of batch) {
      for (const { data } of events) {
        const { customer } = data as { readonly customer?: unknown };
        if (typeof customer === 'string') customers.add(customer);
      }
    }
    await vault.ensure([...customers]);
    return Promise.all(
      batch.map(async ({ stream, expectedVersion, events, metadata, idFor }) => ({
        stream,
        expectedVersion,
        events: await codec.encode(events, metadata, idFor),
      })),
    );
  }
}

/** The same text, the same UUID. */
export function seededId(text: string): string {
  const hex = createHash('md5').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
