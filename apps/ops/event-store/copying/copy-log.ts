import {
  appendInOrder,
  comparePositions,
  type EventStore,
  hasCode,
  type Position,
  type RecordedEvent,
  type WrongExpectedVersion,
} from '#event-sourcing';
import { operatorError } from '#platform';
import { eventStoreMessages } from '../event-store-messages.js';
import { logPages } from '../log-pages.js';
import { findPlace, type PlaceInCopy } from './find-place.js';
import { orderedBatches } from './ordered-batches.js';

export interface CopyOptions {
  readonly source: EventStore;
  readonly target: EventStore;
  /** Told once where this run begins. */
  readonly onBegin?: (from: PlaceInCopy, upTo: Position) => void;
  /** Events that this run has brought over so far, and where in the source the last of them stands. */
  readonly onCopied?: (events: number, position: Position) => void;
}

export interface CopiedLog {
  readonly events: number;
  /** Where this run began. */
  readonly from: PlaceInCopy;
  /** Head of the source when this run began: everything up to here is in the target now. */
  readonly upTo: Position;
}

/**
 * Brings a log into another store: every event in the order of the log, with its id, type, data, metadata and version. What
 * differs is the log's own: id, positions, times; the first ones go along as marks in the metadata.
 *
 * Ended anywhere, even twice at once, it may be run again. Each batch is acknowledged before the next one is sent, so a log
 * never holds an event without all those before it, and a batch that is there already is repeated or found.
 *
 * @throws OperatorError: `same-log`, `target-taken`, and those of findPlace; LogUnavailable.
 */
export async function copyLog(options: CopyOptions): Promise<CopiedLog> {
  const { source, target } = options;
  if (source.logId === target.logId) throw operatorError(eventStoreMessages, 'same-log');
  const upTo = await source.head();
  const from = await findPlace(source, target);
  options.onBegin?.(from, upTo);
  let events = 0;
  const onBatch = (batch: readonly RecordedEvent[]) => {
    events += batch.length;
    const last = batch.at(-1);
    if (last !== undefined) options.onCopied?.(events, last.position);
  };
  for (let place = from; ;) {
    const conflict = await copyStretch(options, place.source, upTo, onBatch);
    if (conflict === undefined) return { events, from, upTo };
    // An earlier run's last batch came in after this one had looked, or another run is at work: look again.
    const now = await findPlace(source, target);
    if (comparePositions(now.source, place.source) <= 0)
      throw operatorError(
        eventStoreMessages,
        'target-taken',
        { stream: conflict.stream },
        { cause: conflict },
      );
    place = now;
  }
}

/** @returns the conflict that it met, if it met one. */
async function copyStretch(
  { source, target }: CopyOptions,
  after: Position,
  upTo: Position,
  onPage: (events: readonly RecordedEvent[]) => void,
): Promise<WrongExpectedVersion | undefined> {
  for await (const page of logPages(source, after, upTo)) {
    try {
      for (const batch of orderedBatches(page, source.logId)) await appendInOrder(target, batch);
    } catch (error) {
      if (hasCode(error, 'wrong-expected-version')) return error as WrongExpectedVersion;
      throw error;
    }
    onPage(page);
  }
  return undefined;
}
