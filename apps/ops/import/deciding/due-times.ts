import { MinHeap } from '../sorting/min-heap.js';

export interface DueTime {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly ticket: string;
}

/** When the next thing falls due on each open ticket; one instant a ticket. */
export class DueTimes {
  private readonly heap = new MinHeap<DueTime>((a, b) =>
    a.at !== b.at ? (a.at < b.at ? -1 : 1) : a.ticket < b.ticket ? -1 : 1,
  );
  private readonly current = new Map<string, string>();

  set(ticket: string, at: string | undefined): void {
    if (this.current.get(ticket) === at) return;
    if (at === undefined) this.current.delete(ticket);
    else {
      this.current.set(ticket, at);
      this.heap.push({ at, ticket });
    }
  }

  /** The ticket that is next, if it falls due no later than `until`; it is then due no more until it is set again. */
  takeUntil(until: string): DueTime | undefined {
    for (let least = this.heap.least; least !== undefined && least.at <= until; least = this.heap.least) {
      this.heap.pop();
      // What was set anew since lies in the heap a second time.
      if (this.current.get(least.ticket) !== least.at) continue;
      this.current.delete(least.ticket);
      return least;
    }
    return undefined;
  }
}
