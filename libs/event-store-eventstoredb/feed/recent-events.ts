import { comparePositions, type Position, type RecordedEvent } from '#event-sourcing';

const CAPACITY = 1_000;

/** The last events of the log, for those who join at a place that has just gone by. */
export class RecentEvents {
  private events: RecordedEvent[] = [];

  /** @param start everything after it is kept, until there is too much. */
  constructor(private start: Position) {}

  add(events: readonly RecordedEvent[]): void {
    this.events = this.events.concat(events);
    if (this.events.length <= 2 * CAPACITY) return;
    const dropped = this.events.length - CAPACITY;
    this.start = this.events[dropped - 1]?.position ?? this.start;
    this.events = this.events.slice(dropped);
  }

  /** @returns undefined when some of what follows is no longer here. */
  after(position: Position): readonly RecordedEvent[] | undefined {
    if (comparePositions(position, this.start) < 0) return undefined;
    return this.events.filter((event) => comparePositions(event.position, position) > 0);
  }
}
