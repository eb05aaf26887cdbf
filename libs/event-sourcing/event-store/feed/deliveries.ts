import { type SubscriptionMessage } from '../event-store.js';
import { type Position } from '../position.js';
import { type Mailbox } from './mailbox.js';

export interface DeliveryOptions {
  readonly batchSize: number;
  readonly signal: AbortSignal;
  /** Gives the mailbox back to its feed; called at least once, however this ends. */
  readonly leave: () => void;
  /** Told before a batch is handed out: a consumer that stops there has had it. */
  readonly reached: (position: Position) => void;
}

/** A subscription at the head of the log, from its caught-up mark until it is too slow, closed or aborted. */
export async function* deliveries(
  mailbox: Mailbox,
  { batchSize, signal, leave, reached }: DeliveryOptions,
): AsyncGenerator<SubscriptionMessage, void, undefined> {
  signal.addEventListener('abort', leave, { once: true });
  try {
    yield { kind: 'caught-up', position: mailbox.start };
    for (;;) {
      const batch = await mailbox.take(batchSize);
      if (batch === undefined || signal.aborted) return;
      reached(batch.position);
      yield { kind: 'batch', ...batch };
    }
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}
