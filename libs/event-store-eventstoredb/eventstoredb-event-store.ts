import {
  type AppendResult,
  BEGINNING,
  encodeAppend,
  type EventStore,
  hasCode,
  LogUnavailable,
  type LogObserver,
  pause,
  type Position,
  positionNumber,
  type ProposedEvent,
  type ReadAllOptions,
  type ReadAllResult,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamName,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '#event-sourcing';
import { Appender } from './append/appender.js';
import { ConnectionUrl } from './connection/connection-url.js';
import { Connections } from './connection/connections.js';
import { failureOf, reasonOf, translated } from './connection/failure.js';
import { growingPauses } from './connection/growing-pauses.js';
import { LiveFeed } from './feed/live-feed.js';
import { subscription, type SubscriptionContext } from './feed/subscription.js';
import { identityOf } from './identity.js';
import { LogReader } from './reading/log-reader.js';
import { readAll } from './reading/read-all.js';

export interface EventStoreDbEventStoreOptions {
  /** `esdb://` or `esdb+discover://`, with whatever the client takes: user and password, tls, tlsCAFile, userCertFile, … */
  readonly url: string;
  readonly observer?: LogObserver;
  /** Milliseconds within which an append is stored or given up as LogUnavailable; 10,000 by default. */
  readonly appendTimeout?: number;
  /** Milliseconds within which a read is answered or given up; 10,000 by default. */
  readonly readTimeout?: number;
  /** Milliseconds until one attempt of either is given up and tried again; 3,000 by default. */
  readonly attemptTimeout?: number;
  /** Milliseconds of silence at the head after which the log is asked whether there is more; 500 by default. */
  readonly watchInterval?: number;
}

/** Milliseconds after which a subscription that is behind and brings nothing is given up; marks come all the time. */
const CATCH_UP_SILENCE = 5_000;
const READ_ATTEMPTS = 5;

/**
 * The log in EventStoreDB 23.10 or later. Gives the log its identity when it has none.
 *
 * @throws InvalidEventStoreUrl; LogUnavailable when no server answers; LogAccessDenied; DamagedStream when the log's identity
 *   was deleted.
 */
export async function createEventStoreDbEventStore(
  options: EventStoreDbEventStoreOptions,
): Promise<EventStore> {
  const { observer: observe = () => undefined, attemptTimeout = 3_000 } = options;
  const connections = new Connections(new ConnectionUrl(options.url), observe);
  const { main } = connections;
  const patience = (timeout: number) => ({ timeout, attemptTimeout, observe });
  const reader = new LogReader(main, patience(options.readTimeout ?? 10_000), observe);
  const appender = new Appender(main, patience(options.appendTimeout ?? 10_000), observe, (stream, version) =>
    positionAt(reader, stream, version),
  );
  try {
    const logId = await identityOf(reader, appender);
    const feed = new LiveFeed({ connections, reader, observe, watchInterval: options.watchInterval ?? 500 });
    const closing = new AbortController();
    const context = {
      connections,
      reader,
      observe,
      feed,
      closing: closing.signal,
      silence: CATCH_UP_SILENCE,
    };
    return new EventStoreDbEventStore(logId, context, appender, closing);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

async function positionAt(reader: LogReader, stream: StreamName, version: number): Promise<Position> {
  const [event] = await reader.stream(stream, { fromVersion: version, limit: 1 });
  if (event === undefined) throw new LogUnavailable('the event log did not tell where it stored an append');
  return event.position;
}

class EventStoreDbEventStore implements EventStore {
  private readonly underWay = new Set<Promise<unknown>>();
  private closed: Promise<void> | undefined;

  constructor(
    readonly logId: string,
    private readonly context: SubscriptionContext,
    private readonly appender: Appender,
    private readonly closing: AbortController,
  ) {}

  async append(
    stream: StreamName,
    expectedVersion: number,
    events: readonly ProposedEvent[],
  ): Promise<AppendResult> {
    const encoded = encodeAppend(stream, expectedVersion, events);
    if (this.closing.signal.aborted) throw new LogUnavailable('the event store is closed');
    const { observe } = this.context;
    const askedAt = performance.now();
    const append = this.appender.append(stream, expectedVersion, encoded);
    this.underWay.add(append);
    try {
      const stored = await append;
      observe({ kind: 'appended', events: events.length, milliseconds: performance.now() - askedAt });
      return stored;
    } catch (error) {
      if (hasCode(error, 'log-unavailable')) observe({ kind: 'append-failed' });
      throw error;
    } finally {
      this.underWay.delete(append);
    }
  }

  readStream(stream: StreamName, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    return this.context.reader.stream(stream, options);
  }

  async readAll(options: ReadAllOptions): Promise<ReadAllResult> {
    positionNumber(options.after);
    if (options.upTo !== undefined) positionNumber(options.upTo);
    const pauses = growingPauses(20, 200);
    for (let attempt = 1; ; attempt++) {
      try {
        return await readAll(this.context, options);
      } catch (error) {
        if (hasCode(error, 'log-unavailable') || hasCode(error, 'log-access-denied')) throw error;
        // Only a subscription in the read's place comes here: it is begun again.
        if (failureOf(error) === 'denied' || attempt === READ_ATTEMPTS) throw translated(error);
        this.context.observe({ kind: 'retried', reason: reasonOf(error) });
        await pause(pauses.next().value);
      }
    }
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    positionNumber(options.after);
    return subscription(this.context, options);
  }

  async head(): Promise<Position> {
    return (await this.context.reader.last())?.position ?? BEGINNING;
  }

  last(): Promise<RecordedEvent | undefined> {
    return this.context.reader.last();
  }

  close(): Promise<void> {
    this.closed ??= this.shutDown();
    return this.closed;
  }

  private async shutDown(): Promise<void> {
    this.closing.abort();
    this.context.feed.close();
    await Promise.allSettled(this.underWay);
    await this.context.connections.close();
  }
}
