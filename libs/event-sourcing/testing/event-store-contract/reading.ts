import {
  BEGINNING,
  type EventFilter,
  type EventStore,
  type Position,
  type RecordedEvent,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '#event-sourcing';

/** Everything readable after a position, page by page. */
export async function everything(
  store: EventStore,
  after: Position = BEGINNING,
  limit = 100,
  filter?: EventFilter,
): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  let position = after;
  for (;;) {
    const page = await store.readAll({ after: position, limit, ...(filter === undefined ? {} : { filter }) });
    all.push(...page.events);
    position = page.position;
    if (page.caughtUp) return all;
  }
}

/** A subscription that a test takes messages from one by one. */
export class Reader {
  private readonly abort = new AbortController();
  private readonly messages: AsyncIterator<SubscriptionMessage>;
  position: Position;

  constructor(store: EventStore, options: Omit<SubscribeOptions, 'signal'>) {
    this.position = options.after;
    this.messages = store.subscribe({ ...options, signal: this.abort.signal })[Symbol.asyncIterator]();
  }

  async next(): Promise<SubscriptionMessage | undefined> {
    const step = await this.messages.next();
    if (step.done === true) return undefined;
    this.position = step.value.position;
    return step.value;
  }

  /** Events of as many batches as it takes. */
  async take(count: number): Promise<readonly RecordedEvent[]> {
    const taken: RecordedEvent[] = [];
    while (taken.length < count) {
      const message = await this.next();
      if (message === undefined) break;
      if (message.kind === 'batch') taken.push(...message.events);
    }
    return taken;
  }

  /** Events up to and including the one with this id. */
  async takeThrough(id: string): Promise<readonly RecordedEvent[]> {
    const taken: RecordedEvent[] = [];
    while (!taken.some((event) => event.id === id)) {
      const message = await this.next();
      if (message === undefined) break;
      if (message.kind === 'batch') taken.push(...message.events);
    }
    return taken;
  }

  /** Events up to the next caught-up mark. */
  async untilCaughtUp(): Promise<readonly RecordedEvent[]> {
    const taken: RecordedEvent[] = [];
    for (;;) {
      const message = await this.next();
      if (message === undefined || message.kind === 'caught-up') return taken;
      taken.push(...message.events);
    }
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.messages.return?.();
  }

  /** Aborts without telling the iterator, as a signal from elsewhere would. */
  signalAbort(): void {
    this.abort.abort();
  }
}
