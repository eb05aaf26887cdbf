import {
  BEGINNING,
  comparePositions,
  deliveries,
  hasCode,
  InvalidPosition,
  pause,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '#event-sourcing';
import { failureOf, reasonOf, translated } from '../connection/failure.js';
import { growingPauses } from '../connection/growing-pauses.js';
import { catchUp, type CatchUpContext } from './catch-up.js';
import { type LiveFeed } from './live-feed.js';

export interface SubscriptionContext extends CatchUpContext {
  readonly feed: LiveFeed;
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal;
}

const DEFAULT_BATCH = 500;
const PAUSES = { first: 20, most: 5_000 };

/**
 * Catches up by a filtered subscription of its own, then joins the shared feed; when its consumer falls behind there, it
 * catches up again. The position that was handed out last is all the state it needs, so whatever drops it loses nothing.
 */
export async function* subscription(
  context: SubscriptionContext,
  options: SubscribeOptions,
): AsyncGenerator<SubscriptionMessage, void, undefined> {
  const { filter, batchSize = DEFAULT_BATCH } = options;
  const signal = AbortSignal.any([options.signal, context.closing]);
  let position = options.after;
  let checked = false;
  let pauses = growingPauses(PAUSES.first, PAUSES.most);
  while (!signal.aborted) {
    try {
      const head = (await context.reader.last())?.position ?? BEGINNING;
      if (!checked && comparePositions(position, head) > 0) throw new InvalidPosition(position);
      checked = true;
      for await (const page of catchUp(context, { after: position, head, filter, batchSize, signal })) {
        position = page.position;
        pauses = growingPauses(PAUSES.first, PAUSES.most);
        yield { kind: 'batch', ...page };
      }
    } catch (error) {
      if (signal.aborted) return;
      if (failureOf(error) === 'denied') throw translated(error);
      if (hasCode(error, 'invalid-position') || hasCode(error, 'log-access-denied')) throw error;
      context.observe({ kind: 'resubscribed', reason: reasonOf(error) });
      await pause(pauses.next().value, signal);
      continue;
    }
    if (signal.aborted) return;
    const mailbox = context.feed.attach(position, filter);
    if (mailbox !== undefined) {
      yield* deliveries(mailbox, {
        batchSize,
        signal,
        leave: () => context.feed.detach(mailbox),
        reached: (delivered) => (position = delivered),
      });
    }
  }
}
