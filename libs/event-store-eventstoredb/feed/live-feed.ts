import {
  BEGINNING,
  comparePositions,
  type EventFilter,
  type LogObserver,
  Mailbox,
  passesFilter,
  type Position,
  pause,
  type RecordedEvent,
} from '#event-sourcing';
import { type Connections } from '../connection/connections.js';
import { CallEnded, failureOf, NotAnswered, reasonOf, translated } from '../connection/failure.js';
import { growingPauses } from '../connection/growing-pauses.js';
import { type LogReader, serverPosition } from '../reading/log-reader.js';
import { isOfThisLog, positionOf, recordedEvent, type ServerEvent } from '../reading/server-event.js';
import { openSubscription, type SubscriptionItem } from './open-subscription.js';
import { RecentEvents } from './recent-events.js';

export interface LiveFeedOptions {
  readonly connections: Connections;
  readonly reader: LogReader;
  readonly observe: LogObserver;
  /** Milliseconds of silence after which the log is asked whether there is more than the feed has brought. */
  readonly watchInterval: number;
}

const MOST_AT_ONCE = 1_000;
const PAUSES = { first: 20, most: 5_000 };

/**
 * One subscription at the head for all subscriptions of the process. It sees every event, so it needs no marks: every position
 * that it gives is an event's own. It drops to be taken up again: the server drops a live subscription under load, or ends it
 * without a word, and both are routine.
 */
export class LiveFeed {
  private readonly listeners = new Map<Mailbox, EventFilter | undefined>();
  private readonly closing = new AbortController();
  private recent = new RecentEvents(BEGINNING);
  private delivered: Position = BEGINNING;
  private running = false;

  constructor(private readonly options: LiveFeedOptions) {}

  /**
   * Joins at a position that the caller has read up to.
   *
   * @returns undefined when what follows it is no longer at hand: the caller reads on by itself and tries again.
   */
  attach(position: Position, filter: EventFilter | undefined): Mailbox | undefined {
    if (!this.running && !this.closing.signal.aborted) this.start(position);
    const missed = this.recent.after(position);
    if (missed === undefined) return undefined;
    const mailbox = new Mailbox(position);
    if (comparePositions(this.delivered, position) > 0) {
      mailbox.put(wanted(missed, filter), this.delivered);
    }
    this.listeners.set(mailbox, filter);
    if (this.closing.signal.aborted) mailbox.close();
    return mailbox;
  }

  detach(mailbox: Mailbox): void {
    this.listeners.delete(mailbox);
    mailbox.close();
  }

  close(): void {
    this.closing.abort();
    for (const mailbox of this.listeners.keys()) mailbox.close();
    this.listeners.clear();
  }

  private start(position: Position): void {
    this.running = true;
    this.delivered = position;
    this.recent = new RecentEvents(position);
    void this.run();
  }

  /** Until the store is closed, listened to or not: what has just gone by is needed by whoever joins. */
  private async run(): Promise<void> {
    const { signal } = this.closing;
    let pauses = growingPauses(PAUSES.first, PAUSES.most);
    while (!signal.aborted) {
      const before = this.delivered;
      try {
        await this.follow();
      } catch (error) {
        if (signal.aborted) return;
        if (failureOf(error) === 'denied') return this.fail(translated(error));
        this.options.observe({ kind: 'resubscribed', reason: reasonOf(error) });
      }
      if (this.delivered !== before) pauses = growingPauses(PAUSES.first, PAUSES.most);
      await pause(pauses.next().value, signal);
    }
  }

  /** One subscription, from the last event that was delivered until it drops. */
  private async follow(): Promise<void> {
    const { connections, observe } = this.options;
    const { connection, giveBack } = connections.borrow();
    const { client } = connection;
    const pull = openSubscription(client, serverPosition(this.delivered), undefined);
    const leave = () => pull.leave();
    this.closing.signal.addEventListener('abort', leave, { once: true });
    const watch = new Watch(this.options, () => this.delivered);
    let up = false;
    try {
      for (;;) {
        const items = await pull.take(MOST_AT_ONCE, this.options.watchInterval).catch(watch.orMore);
        if (items === undefined) throw new CallEnded('ended');
        if (!up && items.length > 0) observe({ kind: 'listening', up: (up = true) });
        if (items.length > 0) connection.heard();
        this.deliver(items);
      }
    } catch (error) {
      if (failureOf(error) === 'hung') connection.renew(client);
      throw error;
    } finally {
      if (up) observe({ kind: 'listening', up: false });
      this.closing.signal.removeEventListener('abort', leave);
      leave();
      giveBack();
    }
  }

  private deliver(items: readonly SubscriptionItem[]): void {
    const records = items.flatMap((item): ServerEvent[] =>
      'event' in item && item.event !== undefined ? [item.event] : [],
    );
    this.options.reader.report(records);
    const events = records
      .filter((record) => isOfThisLog(record) && comparePositions(positionOf(record), this.delivered) > 0)
      .map((record) => recordedEvent(record));
    const last = events.at(-1);
    if (last === undefined) return;
    this.delivered = last.position;
    this.recent.add(events);
    for (const [mailbox, filter] of this.listeners) {
      if (comparePositions(last.position, mailbox.start) <= 0) continue;
      const news = events.filter((event) => comparePositions(event.position, mailbox.start) > 0);
      mailbox.put(wanted(news, filter), last.position);
    }
  }

  private fail(error: unknown): void {
    for (const mailbox of this.listeners.keys()) mailbox.fail(error);
    this.listeners.clear();
    this.running = false;
  }
}

/** Tells silence because nothing happens from silence because the node behind the connection stands still. */
class Watch {
  private expected: Position = BEGINNING;

  constructor(
    private readonly options: LiveFeedOptions,
    private readonly delivered: () => Position,
  ) {}

  /** @throws NotAnswered when the log has had more than was delivered for a whole interval. */
  readonly orMore = async (error: unknown): Promise<readonly SubscriptionItem[]> => {
    if (!(error instanceof NotAnswered)) throw error;
    if (comparePositions(this.expected, this.delivered()) > 0) throw error;
    const last = await this.options.reader.last().catch(() => undefined);
    this.expected = last?.position ?? BEGINNING;
    return [];
  };
}

function wanted(events: readonly RecordedEvent[], filter: EventFilter | undefined): readonly RecordedEvent[] {
  return filter === undefined ? events : events.filter((event) => passesFilter(filter, event));
}
