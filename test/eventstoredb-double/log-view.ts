import { tombstoneOf } from './check-append.js';
import { type EventLog } from './event-log.js';
import { type LoggedEvent, type LoggedStream } from './logged-event.js';

/** The log as one node has it: a follower that is held has nothing of what was stored since. */
export class LogView {
  private heldAt: number | undefined;
  private readonly listeners = new Set<(from: number) => void>();
  private readonly stopListening: () => void;

  constructor(private readonly log: EventLog) {
    this.stopListening = log.onStored((from) => {
      if (this.heldAt === undefined) this.announce(from);
    });
  }

  /** How many events of the log there are here. */
  get length(): number {
    return this.heldAt ?? this.log.events.length;
  }

  /** Where the last event that is here ends. */
  get endPosition(): number {
    return this.heldAt === undefined ? this.log.endPosition : (this.event(this.heldAt - 1)?.end ?? 0);
  }

  event(index: number): LoggedEvent | undefined {
    return index < this.length ? this.log.events[index] : undefined;
  }

  /** @returns see {@link EventLog.indexAt}; the end of what is here counts as the end. */
  indexAt(position: number): number | undefined {
    const index = this.log.indexAt(position);
    return index === undefined || index <= this.length ? index : undefined;
  }

  firstFrom(position: number): number {
    return Math.min(this.log.firstFrom(position), this.length);
  }

  /** @returns the stream with how many of its events are here; undefined when there is nothing of it. */
  stream(name: string): { readonly state: LoggedStream; readonly count: number } | undefined {
    const state = this.log.stream(name);
    if (state === undefined) return undefined;
    let count = state.events.length;
    while (count > 0 && (state.events[count - 1]?.index ?? 0) >= this.length) count--;
    return { state, count };
  }

  isTombstoned(name: string): boolean {
    const tombstone = tombstoneOf(this.log, name);
    return tombstone !== undefined && tombstone.index < this.length;
  }

  hold(): void {
    this.heldAt ??= this.log.events.length;
  }

  release(): void {
    const from = this.heldAt;
    this.heldAt = undefined;
    if (from !== undefined && from < this.log.events.length) this.announce(from);
  }

  /** See {@link EventLog.onStored}. */
  onStored(listener: (from: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.stopListening();
  }

  private announce(from: number): void {
    for (const listener of [...this.listeners]) listener(from);
  }
}
