import {
  comparePositions,
  type EventFilter,
  laterPosition,
  type LogObserver,
  passesFilter,
  type Position,
  type RecordedEvent,
} from '#event-sourcing';
import { START } from '@eventstore/db-client';
import { type Connections } from '../connection/connections.js';
import { CallEnded, failureOf } from '../connection/failure.js';
import { type LogReader, serverPosition } from '../reading/log-reader.js';
import { type Pull } from '../reading/pull.js';
import { isOfThisLog, positionOf, recordedEvent, type ServerPosition } from '../reading/server-event.js';
import { Marks } from './marks.js';
import { openSubscription, type SubscriptionItem } from './open-subscription.js';
import { passesNothing } from './server-filter.js';

export interface CatchUpContext {
  readonly connections: Connections;
  readonly reader: LogReader;
  readonly observe: LogObserver;
  /** Milliseconds after which a subscription that is behind and brings nothing is given up. */
  readonly silence: number;
}

export interface CatchUpOptions {
  readonly after: Position;
  /** The end of the log as it is known; what is reached. */
  readonly head: Position;
  readonly filter: EventFilter | undefined;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been looked at. */
  readonly position: Position;
}

/**
 * Everything after a position up to a head that was read before, by one filtered subscription, at the consumer's pace.
 *
 * The server sends no mark when a subscription has caught up, so that the last events which its filter drops would stay
 * uncovered: but it has looked at everything that was there when it began, and thus up to `head`.
 *
 * @throws the client's errors: the caller tries again from the last page's position.
 */
export async function* catchUp(
  context: CatchUpContext,
  options: CatchUpOptions,
): AsyncGenerator<Page, void, undefined> {
  const { after, head, filter } = options;
  if (comparePositions(after, head) >= 0 || options.signal.aborted) return;
  if (passesNothing(filter)) return yield { events: [], position: head };
  let begun = false;
  try {
    for await (const page of pages(context, options, serverPosition(after))) {
      begun = true;
      yield page;
    }
  } catch (error) {
    // Where no record starts, a subscription fails before its first message.
    if (begun || failureOf(error) !== 'misplaced' || serverPosition(after) === START) throw error;
    yield* pages(context, options, await context.reader.recordStart(after));
  }
}

async function* pages(
  { connections, observe, silence }: CatchUpContext,
  { after, head, filter, batchSize, signal }: CatchUpOptions,
  from: ServerPosition | typeof START,
): AsyncGenerator<Page, void, undefined> {
  const { connection, giveBack } = connections.borrow();
  const { client } = connection;
  const pull = openSubscription(client, from, filter);
  const leave = () => pull.leave();
  signal.addEventListener('abort', leave, { once: true });
  const marks = new Marks(observe);
  let given = after;
  try {
    for (;;) {
      const items = await take(pull, batchSize, silence, signal);
      if (items === undefined) return;
      connection.heard();
      const { events, position, reached } = pageOf(items, { after: given, head, filter, marks });
      if (comparePositions(position, given) > 0) {
        given = position;
        yield { events, position };
      }
      if (reached || signal.aborted) return;
    }
  } catch (error) {
    if (failureOf(error) === 'hung') connection.renew(client);
    throw error;
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
    giveBack();
  }
}

/** undefined when the signal aborted. */
async function take(
  pull: Pull<SubscriptionItem>,
  limit: number,
  silence: number,
  signal: AbortSignal,
): Promise<readonly SubscriptionItem[] | undefined> {
  const items = await pull.take(limit, silence);
  if (signal.aborted) return undefined;
  // The server ends a subscription without a word when it shuts down; taken for the end it would stop for good.
  if (items === undefined) throw new CallEnded('ended');
  return items;
}

interface Place {
  readonly after: Position;
  readonly head: Position;
  readonly filter: EventFilter | undefined;
  readonly marks: Marks;
}

function pageOf(
  items: readonly SubscriptionItem[],
  { after, head, filter, marks }: Place,
): Page & { reached: boolean } {
  const events: RecordedEvent[] = [];
  let position = after;
  let reached = false;
  for (const item of items) {
    if ('caughtUp' in item) {
      position = laterPosition(position, head);
      reached = true;
      continue;
    }
    if ('mark' in item) {
      const confirmed = marks.mark(item.mark);
      // Never beyond the last event: there a mark is no position of the log.
      if (confirmed !== undefined) position = laterPosition(position, confirmed < head ? confirmed : head);
      continue;
    }
    if (item.event === undefined) continue;
    const at = positionOf(item.event);
    marks.event(at);
    if (comparePositions(at, position) <= 0 || !isOfThisLog(item.event)) continue;
    position = at;
    const event = recordedEvent(item.event, at);
    if (passesFilter(filter, event)) events.push(event);
  }
  return { events, position, reached: reached || comparePositions(position, head) >= 0 };
}
