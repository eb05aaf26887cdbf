import { appendInOrder, encodeAppend, type EventStore, type StreamAppend } from '#event-sourcing';

/** Bounds of one batch: enough to make the commit cheap, little enough to be decided again after a kill. */
const MOST_EVENTS = 1_500;
const MOST_CHARS = 2 * 1024 * 1024;

/**
 * Writes appends in the order in which they were decided, a batch at a time, while the next batch is being decided.
 * After a failure nothing is written any more: what was decided on top of it would not be true.
 */
export class BatchWriter {
  private batch: StreamAppend[] = [];
  private streams = new Set<string>();
  private events = 0;
  private chars = 0;
  private underWay: { readonly streams: ReadonlySet<string>; readonly done: Promise<void> } | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly store: EventStore) {}

  /**
   * @throws InvalidEvent, EventTooLarge, AppendTooLarge for an append that no store takes; it is not in the batch then.
   * @throws what the store threw for an earlier batch
   */
  async add(append: StreamAppend): Promise<void> {
    this.assertWhole();
    const encoded = encodeAppend(append.stream, append.expectedVersion, append.events);
    this.batch.push(append);
    this.streams.add(append.stream);
    this.events += append.events.length;
    for (const { data, metadata } of encoded) this.chars += data.length + metadata.length;
    if (this.events >= MOST_EVENTS || this.chars >= MOST_CHARS) await this.send();
  }

  /** Whether the stream has events that the log may not hold yet. */
  holds(stream: string): boolean {
    return this.streams.has(stream) || this.underWay?.streams.has(stream) === true;
  }

  /** Resolves when everything that was added is stored. */
  async flush(): Promise<void> {
    await this.send();
    await this.idle();
    this.assertWhole();
  }

  private async send(): Promise<void> {
    await this.idle();
    this.assertWhole();
    if (this.batch.length === 0) return;
    const done = appendInOrder(this.store, this.batch)
      .catch((error: unknown) => {
        this.failure = { error };
      })
      .then(() => {
        this.underWay = undefined;
      });
    this.underWay = { streams: this.streams, done };
    this.batch = [];
    this.streams = new Set();
    this.events = 0;
    this.chars = 0;
  }

  /** Looks again after each wait: two callers that waited for one batch must not send side by side, or order would be lost. */
  private async idle(): Promise<void> {
    while (this.underWay !== undefined) await this.underWay.done;
  }

  private assertWhole(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }
}
