import {
  BEGINNING,
  comparePositions,
  Doorbell,
  type EventFilter,
  hasCode,
  Mailbox,
  passesFilter,
  pause,
  type Position,
} from '#event-sourcing';
import { type LogReader, type Page } from '../reading/log-reader.js';
import { type SettledHead } from '../reading/settled-head.js';

export interface LiveFeedOptions {
  readonly reader: LogReader;
  readonly head: SettledHead;
  /** Milliseconds after which the log is looked at although no notice came. */
  readonly pollInterval: number;
}

/** Least milliseconds between two barriers: each makes the writers wait for those under way. */
const BARRIER_INTERVAL = 5;
const RETRY_AFTER_FAILURE = 100;
const PAGE = 1_000;

/**
 * One reader at the head for all subscriptions of the process: one barrier and one read, however many listen. It runs
 * while somebody is attached.
 */
export class LiveFeed {
  private readonly listeners = new Map<Mailbox, EventFilter | undefined>();
  private readonly bell = new Doorbell();
  private delivered: Position = BEGINNING;
  private running = false;
  private closed = false;

  constructor(private readonly options: LiveFeedOptions) {}

  /** There may be something new. */
  wake(): void {
    if (this.running) this.bell.ring();
  }

  /**
   * Joins at a position that the caller has read up to.
   *
   * @returns undefined when the feed has delivered more than that: the caller reads on by itself and tries again.
   */
  attach(position: Position, filter: EventFilter | undefined): Mailbox | undefined {
    if (this.listeners.size === 0) this.delivered = position;
    if (comparePositions(position, this.delivered) < 0) return undefined;
    const mailbox = new Mailbox(position);
    this.listeners.set(mailbox, filter);
    this.bell.ring();
    if (this.closed) mailbox.close();
    else if (!this.running) void this.run();
    return mailbox;
  }

  detach(mailbox: Mailbox): void {
    this.listeners.delete(mailbox);
    mailbox.close();
    this.bell.ring();
  }

  close(): void {
    this.closed = true;
    for (const mailbox of this.listeners.keys()) mailbox.close();
    this.listeners.clear();
    this.bell.ring();
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.listeners.size > 0) {
      const rung = await this.bell.heard(this.options.pollInterval);
      try {
        if (rung || (await this.missedSomething())) await this.advance();
      } catch (error) {
        if (!hasCode(error, 'log-unavailable')) return this.fail(error);
        // Nobody loses anything, it only comes later.
        await pause(RETRY_AFTER_FAILURE);
        this.bell.ring();
      }
    }
    this.running = false;
  }

  private fail(error: unknown): void {
    for (const mailbox of this.listeners.keys()) mailbox.fail(error);
    this.listeners.clear();
    this.running = false;
  }

  private async missedSomething(): Promise<boolean> {
    return comparePositions(await this.options.reader.visibleHead(), this.delivered) > 0;
  }

  private async advance(): Promise<void> {
    const { position: head, passed } = await this.options.head.fresh();
    if (!passed) {
      await pause(RETRY_AFTER_FAILURE);
      this.bell.ring();
    }
    while (comparePositions(this.delivered, head) < 0 && this.listeners.size > 0) {
      const from = this.delivered;
      const page = await this.options.reader.page(from, head, PAGE);
      // All listeners left meanwhile and another came at another place: this page would leave a hole for it.
      if (from === this.delivered) this.deliver(page);
    }
    await pause(BARRIER_INTERVAL);
  }

  private deliver(page: Page): void {
    this.delivered = page.position;
    for (const [mailbox, filter] of this.listeners) {
      const wanted = page.events.filter(
        (event) => comparePositions(event.position, mailbox.start) > 0 && passesFilter(filter, event),
      );
      if (comparePositions(page.position, mailbox.start) > 0) mailbox.put(wanted, page.position);
    }
  }
}
