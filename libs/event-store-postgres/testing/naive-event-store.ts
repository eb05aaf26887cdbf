import pg from 'pg';
import {
  decimalPosition,
  type EventStore,
  pause,
  type Position,
  positionNumber,
  type ReadAllOptions,
  type ReadAllResult,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '#event-sourcing';
import { type EventRow, recordedEvent } from '../reading/recorded-event.js';

/**
 * What everybody writes first: `position > last`, without a barrier. It loses events, and the contract suite must notice.
 * Appends and stream reads are those of a sound store.
 */
export function naiveEventStore(sound: EventStore, url: string): EventStore {
  let subscriptions = 0;
  let polls = 0;
  const visible = async ({ after, limit }: ReadAllOptions): Promise<ReadAllResult> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<string[]>({
      text: `SELECT position::text, stream, version::text, id::text, type, data::text, metadata::text, recorded_at::text
             FROM log.events WHERE position > $1 ORDER BY position LIMIT $2`,
      values: [positionNumber(after), limit],
      rowMode: 'array',
    });
    await client.end();
    const events = rows.map((row) => recordedEvent(row as unknown as EventRow));
    return { events, position: events.at(-1)?.position ?? after, caughtUp: events.length < limit };
  };
  /** Answers when a subscription has looked as well, so that a test knows what it has passed without waiting for time. */
  const readAll = async (options: ReadAllOptions): Promise<ReadAllResult> => {
    const enough = polls + 2;
    while (subscriptions > 0 && polls < enough) await pause(1);
    return visible(options);
  };
  async function* subscribe({ after, signal }: SubscribeOptions): AsyncGenerator<SubscriptionMessage> {
    let position: Position = after;
    yield { kind: 'caught-up', position };
    subscriptions++;
    while (!signal.aborted) {
      const page = await visible({ after: position, limit: 500 });
      polls++;
      position = page.position;
      if (page.events.length > 0) yield { kind: 'batch', events: page.events, position };
      else await pause(1, signal);
    }
    subscriptions--;
  }
  return {
    logId: sound.logId,
    append: (...append) => sound.append(...append),
    readStream: (...read) => sound.readStream(...read),
    readAll,
    subscribe,
    head: async () => (await readAll({ after: decimalPosition(0), limit: 1_000_000 })).position,
    close: () => sound.close(),
  };
}
