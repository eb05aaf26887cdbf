import { encodeEvent } from './event-encoding.js';
import { DELETED_REVISION, type LoggedEvent, type LoggedStream, type ProposedEvent } from './logged-event.js';
import { parseStreamMetadata } from './stream-metadata.js';

/** What the server writes of its own before the first event, and around an event's name, type, data and metadata. */
const FIRST_POSITION = 174;
const RECORD_OVERHEAD = 89;

/**
 * The log: append-only, in memory, its positions offsets in bytes as those of the real one are. Decides nothing:
 * expected revisions and repeated ids are checked before (`checkAppend`).
 */
export class EventLog {
  readonly events: LoggedEvent[] = [];
  private readonly streams = new Map<string, LoggedStream>();
  private readonly listeners = new Set<(from: number) => void>();
  /** Where records without an event begin: reading may start there as well. */
  private readonly emptyRecords = new Set<number>();
  private end = FIRST_POSITION;

  /** @param now milliseconds since 1970. */
  constructor(private readonly now: () => number) {
    // A new unsecured node holds this one event.
    this.store('$$$scavenges', [metadataEvent('00000000-0000-4000-8000-000000000000', { $maxCount: 1 })]);
  }

  stream(name: string): LoggedStream | undefined {
    return this.streams.get(name);
  }

  /** Stores and announces. @returns the stored events, in order. */
  store(stream: string, events: readonly ProposedEvent[]): LoggedEvent[] {
    const state = this.stateOf(stream);
    const from = this.events.length;
    for (const event of events) {
      const logged = this.record(stream, event, BigInt(state.events.length).toString());
      state.events.push(logged);
    }
    const last = events.at(-1);
    if (last !== undefined && stream.startsWith('$$'))
      this.stateOf(stream.slice(2)).metadata = parseStreamMetadata(last.data);
    this.announce(from);
    return this.events.slice(from);
  }

  /** Writes the `$streamDeleted` event, which stands in the stream itself. */
  storeTombstone(stream: string, id: string): LoggedEvent {
    const from = this.events.length;
    const empty = new Uint8Array();
    const proposed = { id, type: '$streamDeleted', isJson: false, data: empty, metadata: empty };
    const logged = this.record(stream, proposed, DELETED_REVISION);
    this.stateOf(stream).tombstone = logged;
    this.announce(from);
    return logged;
  }

  /** An append without events takes place in the log as well. @returns its position. */
  storeNothing(stream: string): number {
    const position = this.end;
    this.emptyRecords.add(position);
    this.end += RECORD_OVERHEAD + Buffer.byteLength(stream);
    return position;
  }

  /** @returns the index of the first event from the record on that begins at this position; undefined when none begins there. */
  indexAt(position: number): number | undefined {
    const index = this.firstFrom(position);
    const begins = position === this.end || this.emptyRecords.has(position);
    return begins || this.events[index]?.position === position ? index : undefined;
  }

  /** @returns the index of the first event whose record begins there or later. */
  firstFrom(position: number): number {
    let low = 0;
    let high = this.events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.events[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Beyond every record. */
  get endPosition(): number {
    return this.end;
  }

  /** Calls the listener with the index of the first new event, after each append. @returns how to stop that. */
  onStored(listener: (from: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private stateOf(name: string): LoggedStream {
    const known = this.streams.get(name);
    if (known !== undefined) return known;
    const created: LoggedStream = { events: [], tombstone: undefined, metadata: {} };
    this.streams.set(name, created);
    return created;
  }

  private record(stream: string, event: ProposedEvent, revision: string): LoggedEvent {
    const position = this.end;
    const names = Buffer.byteLength(stream) + Buffer.byteLength(event.type);
    this.end += RECORD_OVERHEAD + names + event.data.length + event.metadata.length;
    const created = this.now();
    const logged = {
      index: this.events.length,
      id: event.id,
      stream,
      type: event.type,
      position,
      end: this.end,
      created,
      answer: encodeEvent(stream, event, revision, position, created),
    };
    this.events.push(logged);
    return logged;
  }

  private announce(from: number): void {
    if (from < this.events.length) for (const listener of [...this.listeners]) listener(from);
  }
}

/** An event of the kind that `$$stream` holds. */
export function metadataEvent(id: string, metadata: object): ProposedEvent {
  const data = Buffer.from(JSON.stringify(metadata));
  return { id, type: '$metadata', isJson: true, data, metadata: new Uint8Array() };
}
