import { EventStoreDBClient } from '@eventstore/db-client';
import { LogUnavailable, type LogObserver, pause } from '#event-sourcing';
import { internalsOf } from './client-internals.js';
import { type ConnectionUrl } from './connection-url.js';
import { InvalidEventStoreUrl } from './invalid-url.js';

/** Milliseconds that calls are given to end. */
const CLOSING = 500;

/** One connection to the store: a client that is replaced when it is of no more use. */
export class Connection {
  private current: EventStoreDBClient;
  private closed = false;
  private heardAt = performance.now();

  /** @param lane number of the connection within the process; each has an HTTP/2 connection of its own. */
  constructor(
    private readonly url: ConnectionUrl,
    private readonly lane: number,
    private readonly observe: LogObserver,
  ) {
    this.current = newClient(url, lane);
  }

  /** @throws LogUnavailable when closed. */
  get client(): EventStoreDBClient {
    if (this.closed) throw new LogUnavailable('the event store is closed');
    return this.current;
  }

  /** Not replaced, not closed: what ended on it was ended by the server. */
  isCurrent(client: EventStoreDBClient): boolean {
    return !this.closed && client === this.current;
  }

  /** Anything came from the server. */
  heard(): void {
    this.heardAt = performance.now();
  }

  /** @param since as performance.now() gives it. */
  silentSince(since: number): boolean {
    return this.heardAt < since;
  }

  /**
   * A new client in place of one that hangs (its node stands still, or discovery failed): the first who asks replaces it
   * for all, and whatever was under way on the old one ends there.
   */
  renew(failed: EventStoreDBClient): void {
    if (this.closed || failed !== this.current) return;
    this.current = newClient(this.url, this.lane);
    this.observe({ kind: 'reconnected' });
    void shutDown(failed);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await shutDown(this.current);
  }
}

function newClient(url: ConnectionUrl, lane: number): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(url.forLane(lane));
  } catch {
    // The client's error quotes the address, password included.
    throw new InvalidEventStoreUrl('shape');
  }
}

/**
 * `dispose` ends the calls but leaves the channel open, and waits for calls that never finish; without a channel it would make
 * one first.
 */
async function shutDown(client: EventStoreDBClient): Promise<void> {
  const internals = internalsOf(client);
  internals.createChannel = () => Promise.reject(new LogUnavailable('the connection is closed'));
  const channel = internals.getChannel().then(
    (open) => open.close(),
    () => undefined,
  );
  const disposed = internals.dispose().catch(() => undefined);
  // A discovery that is under way is not waited for either: it closes what it finds.
  await Promise.race([Promise.all([channel, disposed]), pause(CLOSING)]);
}
