import {
  comparePositions,
  deliveries,
  hasCode,
  InvalidPosition,
  pause,
  type Position,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '#event-sourcing';

import { type LogReader, type Page } from '../reading/log-reader.js';
import { type SettledHead } from '../reading/settled-head.js';
import { type LiveFeed } from './live-feed.js';

export interface SubscriptionContext {
  readonly reader: LogReader;
  readonly head: SettledHead;
  readonly feed: LiveFeed;
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal;
}

const DEFAULT_BATCH = 500;
const RETRY_AFTER_FAILURE = 100;

/**
 * Reads by itself up to where the log is settled, then joins the shared feed; when its consumer falls behind there, it
 * reads by itself again. The position that was handed out last is all the state it needs.
 */
export async function* subscription(
  context: SubscriptionContext,
  options: SubscribeOptions,
): AsyncGenerator<SubscriptionMessage, void, undefined> {
  const { filter, batchSize = DEFAULT_BATCH } = options;
  const signal = AbortSignal.any([options.signal, context.closing]);
  let position = options.after;
  let checked = false;
  while (!signal.aborted) {
    const target = await settled(context, position, signal);
    if (target === undefined) return;
    if (!checked && comparePositions(position, target) > 0) throw new InvalidPosition(position);
    checked = true;
    for await (const page of pages(context.reader, { ...options, after: position }, target, signal)) {
      position = page.position;
      yield { kind: 'batch', events: page.events, position };
    }
    if (signal.aborted) return;
    const mailbox = context.feed.attach(position, filter);
    if (mailbox === undefined) continue;
    yield* deliveries(mailbox, {
      batchSize,
      signal,
      leave: () => context.feed.detach(mailbox),
      reached: (delivered) => (position = delivered),
    });
  }
}

/** Up to a settled position; the next page is read while the consumer works on this one, and never more than that. */
async function* pages(
  reader: LogReader,
  { after, filter, batchSize = DEFAULT_BATCH }: SubscribeOptions,
  target: Position,
  signal: AbortSignal,
): AsyncGenerator<Page, void, undefined> {
  const read = (from: Position): Promise<Page | undefined> | undefined => {
    if (comparePositions(from, target) >= 0) return undefined;
    const page = whileAvailable(() => reader.page(from, target, batchSize, filter), signal);
    // Awaited at the consumer's next step, which may never come; there it throws.
    page.catch(() => undefined);
    return page;
  };
  for (let next = read(after); next !== undefined;) {
    const page = await next;
    if (page === undefined || signal.aborted) return;
    next = read(page.position);
    yield page;
  }
}

/** Where the log is settled, at least up to `position` unless that lies beyond the head; undefined when aborted. */
async function settled(
  { head }: SubscriptionContext,
  position: Position,
  signal: AbortSignal,
): Promise<Position | undefined> {
  if (comparePositions(head.known, position) > 0) return head.known;
  while (!signal.aborted) {
    const answer = await whileAvailable(() => head.fresh(), signal);
    if (answer === undefined) return undefined;
    if (answer.passed || comparePositions(answer.position, position) > 0) return answer.position;
    await pause(RETRY_AFTER_FAILURE, signal);
  }

  return undefined;
}

/** Waits out a log that can't be reached; undefined when aborted meanwhile. */
async function whileAvailable<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await read();
    } catch (error) {
      if (!hasCode(error, 'log-unavailable')) throw error;
      await pause(RETRY_AFTER_FAILURE, signal);
    }
  }
  return undefined;
}
