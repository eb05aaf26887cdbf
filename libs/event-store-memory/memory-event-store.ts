import { randomUUID } from 'node:crypto';
import {
  type AppendResult,
  BEGINNING,
  comparePositions,
  decimalPosition,
  encodeAppend,
  type EventFilter,
  type EventStore,
  InvalidPosition,
  type JsonObject,
  passesFilter,
  type Position,
  positionNumber,
  type ReadAllOptions,
  type ReadAllResult,
  type ReadStreamOptions,
  type RecordedEvent,
  type StreamName,
  type SubscribeOptions,
  type SubscriptionMessage,
  WrongExpectedVersion,
} from '#event-sourcing';

export interface MemoryEventStoreOptions {
  readonly logId?: string;
  /** The log's clock, as `recordedAt` gives it. */
  readonly clock?: () => Date;
}

/** The log as an array: what unit tests use in place of a server. It keeps every promise of the port but durability. */
export function createMemoryEventStore(options: MemoryEventStoreOptions = {}): EventStore {
  return new MemoryEventStore(options.logId ?? randomUUID(), options.clock ?? (() => new Date()));
}

class MemoryEventStore implements EventStore {
  /** The event at index i has position i + 1. */
  private readonly log: RecordedEvent[] = [];
  private readonly streams = new Map<StreamName, RecordedEvent[]>();
  private readonly sleepers = new Set<() => void>();
  private closed = false;

  constructor(
    readonly logId: string,
    private readonly clock: () => Date,
  ) {}

  async append(
    ...[stream, expectedVersion, events]: Parameters<EventStore['append']>
  ): Promise<AppendResult> {
    const encoded = encodeAppend(stream, expectedVersion, events);
    const held = this.streams.get(stream) ?? [];
    if (held.length !== expectedVersion) {
      const before = held.slice(expectedVersion, expectedVersion + encoded.length);
      const last = before.at(-1);
      const repeated = before.length === encoded.length && before.every((e, i) => e.id === encoded[i]?.id);
      if (!repeated || last === undefined)
        throw new WrongExpectedVersion(stream, expectedVersion, held.length);
      return { version: last.version, position: last.position };
    }
    const recordedAt = this.clock().toISOString();
    for (const event of encoded) {
      const recorded: RecordedEvent = Object.freeze({
        id: event.id,
        type: event.type,
        data: deepFreeze(JSON.parse(event.data) as JsonObject),
        metadata: deepFreeze(JSON.parse(event.metadata) as Record<string, string>),
        stream,
        version: held.length + 1,
        position: decimalPosition(this.log.length + 1),
        recordedAt,
      });
      held.push(recorded);
      this.log.push(recorded);
    }
    this.streams.set(stream, held);
    for (const wake of this.sleepers) wake();
    return { version: held.length, position: this.headNow() };
  }

  async readStream(stream: StreamName, options: ReadStreamOptions = {}): Promise<readonly RecordedEvent[]> {
    const from = (options.fromVersion ?? 1) - 1;
    return (this.streams.get(stream) ?? []).slice(from, from + (options.limit ?? Infinity));
  }

  async readAll({ after, limit, filter, upTo }: ReadAllOptions): Promise<ReadAllResult> {
    return this.page(after, limit, filter, upTo === undefined ? this.log.length : indexAfter(upTo));
  }

  async *subscribe(options: SubscribeOptions): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const { signal, filter, batchSize = 500 } = options;
    let { after } = options;
    if (indexAfter(after) > this.log.length) throw new InvalidPosition(after);
    let live = false;
    while (!signal.aborted && !this.closed) {
      const page = this.page(after, batchSize, filter, this.log.length);
      if (comparePositions(page.position, after) > 0) {
        after = page.position;
        yield { kind: 'batch', events: page.events, position: after };
      } else if (!live) {
        live = true;
        yield { kind: 'caught-up', position: after };
      } else {
        await this.change(signal);
      }
    }
  }

  async head(): Promise<Position> {
    return this.headNow();
  }

  async last(): Promise<RecordedEvent | undefined> {
    return this.log.at(-1);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const wake of this.sleepers) wake();
  }

  private headNow(): Position {
    return this.log.at(-1)?.position ?? BEGINNING;
  }

  private page(after: Position, limit: number, filter: EventFilter | undefined, upTo: number): ReadAllResult {
    const end = Math.min(upTo, this.log.length);
    const events: RecordedEvent[] = [];
    let index = indexAfter(after);
    for (; index < end && events.length < limit; index++) {
      const event = this.log[index];
      if (event !== undefined && passesFilter(filter, event)) events.push(event);
    }
    const position = this.log[index - 1]?.position ?? BEGINNING;
    return {
      events,
      position: comparePositions(position, after) > 0 ? position : after,
      caughtUp: index >= this.log.length,
    };
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.sleepers.add(wake);
      signal.addEventListener('abort', wake);
      if (signal.aborted || this.closed) wake();
    });
  }
}

/** Index of the first event after a position. */
function indexAfter(position: Position): number {
  return Number(positionNumber(position));
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner as object);
  }
  return Object.freeze(value);
}
