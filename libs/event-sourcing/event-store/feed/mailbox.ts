import { type RecordedEvent } from '../event-store.js';
import { type Position } from '../position.js';
import { Doorbell } from './doorbell.js';

/** Events that may wait for a consumer at the head before it has to catch up by reading for itself. */
const CAPACITY = 2_000;

/** What the shared feed has delivered to one subscription and its consumer has not taken yet. */
export class Mailbox {
  private readonly bell = new Doorbell();
  private waiting: RecordedEvent[] = [];
  private delivered: Position;
  private overflown = false;
  private closed = false;
  private failure: { readonly error: unknown } | undefined;

  constructor(readonly start: Position) {
    this.delivered = start;
  }

  /** @param position up to which the feed has looked, whether or not this subscription wants any of it. */
  put(events: readonly RecordedEvent[], position: Position): void {
    if (this.overflown) return;
    if (this.waiting.length + events.length > CAPACITY) {
      this.overflown = true;
      this.waiting = [];
    } else {
      this.waiting.push(...events);
      this.delivered = position;
    }
    this.bell.ring();
  }

  /** The consumer's next step throws. */
  fail(error: unknown): void {
    this.failure = { error };
    this.bell.ring();
  }

  close(): void {
    this.closed = true;
    this.bell.ring();
  }

  /**
   * What came since the last call, waiting for it if need be.
   *
   * @returns undefined when the consumer was too slow or the mailbox is closed: what follows must be read from the log.
   */
  async take(limit: number): Promise<{ events: readonly RecordedEvent[]; position: Position } | undefined> {
    if (this.waiting.length === 0) await this.bell.heard();
    if (this.failure !== undefined) throw this.failure.error;
    if (this.overflown || this.closed) return undefined;
    const events = this.waiting.splice(0, limit);
    const last = events.at(-1);
    const position = this.waiting.length > 0 && last !== undefined ? last.position : this.delivered;
    return { events, position };
  }
}
