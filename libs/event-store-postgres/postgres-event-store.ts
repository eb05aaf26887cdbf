import type pg from 'pg';
import {
  type AppendResult,
  BEGINNING,
  comparePositions,
  decimalPosition,
  encodeAppend,
  type EventStore,
  hasCode,
  type LogObserver,
  LogUnavailable,
  pause,
  type Position,
  positionNumber,
  type ProposedEvent,
  type ReadAllOptions,
  type ReadAllResult,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamAppend,
  type StreamName,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '#event-sourcing';
import { AppendPump } from './append/append-pump.js';
import { OrderedAppend } from './append/ordered-append.js';
import { pendingAppend } from './append/pending-append.js';
import { createPool } from './connection/pool.js';
import { LiveFeed } from './feed/live-feed.js';
import { subscription } from './feed/subscription.js';
import { WakeLine } from './feed/wake-line.js';
import { LogReader } from './reading/log-reader.js';
import { SettledHead } from './reading/settled-head.js';

export interface PostgresEventStoreOptions {
  /** Connection of the application's role (see migrateEventLog). */
  readonly url: string;
  readonly observer?: LogObserver;
  /** Group statements under way at once; 2 by default. As many connections again serve appends that wait for a lock. */
  readonly appendLanes?: number;
  /** Connections for reads; 4 by default. One more waits for notices. */
  readonly readConnections?: number;
  /** Milliseconds within which an append is stored or given up as LogUnavailable; 5,000 by default. */
  readonly appendTimeout?: number;
  /** Milliseconds within which a read is answered or given up; 30,000 by default. */
  readonly readTimeout?: number;
  /** Milliseconds after which the log is looked at although no notice came; 250 by default. */
  readonly pollInterval?: number;
}

const READ_TIMEOUT = 30_000;
/** Milliseconds within which a batch in order is stored or given up: a history can wait for a server to come back. */
const BATCH_TIMEOUT = 60_000;
/** How long, and how often (milliseconds), a head is asked for that a writer holds up. */
const HEAD_TIMEOUT = 5_000;
const HEAD_RETRY = 50;

/**
 * The log in PostgreSQL 14 or later.
 *
 * @throws LogUnavailable when the server can't be reached.
 */
export async function createPostgresEventStore(options: PostgresEventStoreOptions): Promise<EventStore> {
  const {
    url,
    observer: observe = () => undefined,
    readConnections = 4,
    readTimeout = READ_TIMEOUT,
  } = options;
  const pool = createPool({ url, size: readConnections, timeout: readTimeout, name: 'event-log-read' });
  const reader = new LogReader(pool, observe);
  try {
    return new PostgresEventStore(await reader.logId(), pool, reader, observe, options);
  } catch (error) {
    await pool.end();
    throw error;
  }
}

class PostgresEventStore implements EventStore {
  private readonly closing = new AbortController();
  private readonly appendPool: pg.Pool;
  private readonly settled: SettledHead;
  private readonly pump: AppendPump;
  private readonly feed: LiveFeed;
  private readonly wakeLine: WakeLine;
  private readonly appendTimeout: number;
  private closed: Promise<void> | undefined;

  constructor(
    readonly logId: string,
    private readonly readPool: pg.Pool,
    private readonly reader: LogReader,
    private readonly observe: LogObserver,
    options: PostgresEventStoreOptions,
  ) {
    const { url, appendLanes: lanes = 2, pollInterval = 250 } = options;
    this.appendTimeout = options.appendTimeout ?? 5_000;
    this.appendPool = createPool({
      url,
      size: 2 * lanes,
      timeout: this.appendTimeout,
      name: 'event-log-append',
    });
    this.settled = new SettledHead(readPool, observe);
    this.feed = new LiveFeed({ reader, head: this.settled, pollInterval });
    this.wakeLine = new WakeLine({ url, observe, onWake: () => this.feed.wake() });
    this.pump = new AppendPump({
      pool: this.appendPool,
      lanes,
      soloLanes: lanes,
      observe,
      onStored: () => {
        this.feed.wake();
        this.wakeLine.announce();
      },
    });
  }

  async append(
    stream: StreamName,
    expectedVersion: number,
    events: readonly ProposedEvent[],
  ): Promise<AppendResult> {
    const encoded = encodeAppend(stream, expectedVersion, events);
    if (this.closing.signal.aborted) throw new LogUnavailable('the event store is closed');
    const askedAt = performance.now();
    const { append, result } = pendingAppend(stream, expectedVersion, encoded, this.appendTimeout);
    this.pump.submit(append);
    try {
      const stored = await result;
      this.observe({ kind: 'appended', events: events.length, milliseconds: performance.now() - askedAt });
      return stored;
    } catch (error) {
      if (hasCode(error, 'log-unavailable')) this.observe({ kind: 'append-failed' });
      throw error;
    }
  }

  async appendInOrder(appends: readonly StreamAppend[]): Promise<Position> {
    if (this.closing.signal.aborted) throw new LogUnavailable('the event store is closed');
    const batch = new OrderedAppend(appends);
    const askedAt = performance.now();
    const position = await batch.run(this.appendPool, BATCH_TIMEOUT, this.observe);
    const events = appends.reduce((sum, append) => sum + append.events.length, 0);
    this.observe({ kind: 'appended', events, milliseconds: performance.now() - askedAt });
    this.feed.wake();
    this.wakeLine.announce();
    return position;
  }

  async readStream(stream: StreamName, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    return this.reader.stream(stream, options);
  }

  async readAll({ after, limit, filter, upTo }: ReadAllOptions): Promise<ReadAllResult> {
    const bound = (head: Position) => (upTo !== undefined && upTo < head ? upTo : head);
    positionNumber(after);
    if (upTo !== undefined) positionNumber(upTo);
    // Up to what is known to be settled no barrier is needed; only when that does not fill the page is the end asked for.
    const known = this.settled.known;
    const first = await this.reader.page(after, bound(known), limit, filter);
    const bounded = upTo !== undefined && comparePositions(upTo, known) < 0;
    if (first.events.length === limit || bounded) return { ...first, caughtUp: false };
    const { position: head, passed } = await this.settled.fresh();
    const rest = await this.reader.page(first.position, bound(head), limit - first.events.length, filter);
    return {
      events: first.events.concat(rest.events),
      position: rest.position,
      caughtUp: passed && comparePositions(rest.position, head) >= 0,
    };
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    positionNumber(options.after);
    const { reader, feed, settled: head } = this;
    return subscription({ reader, feed, head, closing: this.closing.signal }, options);
  }

  async head(): Promise<Position> {
    const giveUpAt = performance.now() + HEAD_TIMEOUT;
    while (performance.now() < giveUpAt) {
      const { position, passed } = await this.settled.fresh();
      if (passed) return position;
      await pause(HEAD_RETRY);
    }
    throw new LogUnavailable('a writer holds up the end of the event log');
  }

  async last(): Promise<RecordedEvent | undefined> {
    const head = await this.head();
    if (head === BEGINNING) return undefined;
    const before = decimalPosition(BigInt(positionNumber(head)) - 1n);
    return (await this.reader.page(before, head, 1)).events[0];
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    this.closing.abort();
    this.feed.close();
    await this.pump.drained();
    await this.wakeLine.close();
    await Promise.all([this.appendPool.end(), this.readPool.end()]);
  }
}
