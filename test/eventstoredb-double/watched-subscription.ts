import {
  type AllStreamSubscription,
  type Position,
  type ResolvedEvent,
  type StreamSubscription,
} from '@eventstore/db-client';

export type Seen =
  | { readonly what: 'event'; readonly event: ResolvedEvent }
  | { readonly what: 'mark'; readonly position: Position }
  | { readonly what: 'confirmation' | 'caughtUp' | 'fellBehind' | 'end' }
  | { readonly what: 'error'; readonly error: Record<string, unknown> };

/** All that a subscription says, in the order in which it comes from the server. */
export class WatchedSubscription {
  readonly seen: Seen[] = [];
  private readonly waiting = new Set<() => void>();

  /**
   * @param open gets the `checkpointReached` of the filter, if it has one. Events are taken by a listener that does
   * nothing slow, so that nothing is overtaken.
   */
  constructor(
    open: (
      checkpointReached: (subscription: unknown, position: Position) => void,
    ) => AllStreamSubscription | StreamSubscription,
  ) {
    const subscription = open((_subscription, position) => this.note({ what: 'mark', position }));
    this.unsubscribe = () => subscription.unsubscribe();
    subscription.on('data', (event: ResolvedEvent) => this.note({ what: 'event', event }));
    subscription.on('error', (error) => this.note({ what: 'error', error: error as never }));
    for (const what of ['confirmation', 'caughtUp', 'fellBehind', 'end'] as const)
      subscription.on(what as 'end', () => this.note({ what }));
  }

  readonly unsubscribe: () => Promise<void>;

  get events(): readonly ResolvedEvent[] {
    return this.seen.flatMap((seen) => (seen.what === 'event' ? [seen.event] : []));
  }

  get marks(): readonly Position[] {
    return this.seen.flatMap((seen) => (seen.what === 'mark' ? [seen.position] : []));
  }

  count(what: Seen['what']): number {
    return this.seen.filter((seen) => seen.what === what).length;
  }

  /** Resolves when so many of them have come. */
  async until(what: Seen['what'], count = 1): Promise<void> {
    while (this.count(what) < count) await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  get error(): Record<string, unknown> | undefined {
    return this.seen.flatMap((seen) => (seen.what === 'error' ? [seen.error] : []))[0];
  }

  private note(seen: Seen): void {
    this.seen.push(seen);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
