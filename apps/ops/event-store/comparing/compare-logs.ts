import {
  BEGINNING,
  comparePositions,
  type EventStore,
  originalPlaces,
  type Position,
  type RecordedEvent,
} from '#event-sourcing';
import { logPages, oneByOne } from '../log-pages.js';
import { changedFields, type Difference } from './difference.js';

export interface CompareOptions {
  readonly source: EventStore;
  readonly target: EventStore;
  /** Only what lies behind these positions; everything by default. */
  readonly after?: { readonly source: Position; readonly target: Position };
  /** Only what the source held up to here; its head by default. */
  readonly upTo?: Position;
  readonly onDifference: (difference: Difference) => void;
  readonly onCompared?: (events: number, position: Position) => void;
}

export interface Compared {
  readonly equal: number;
  readonly different: number;
}

const REPORT_EVERY = 1_000;

/**
 * Reads a log and its copy side by side. Events are matched by the place in the source that the copy's event bears, so that
 * one that is missing does not make all that follow it differ.
 */
export async function compareLogs(options: CompareOptions): Promise<Compared> {
  const { source, target, onDifference, onCompared } = options;
  const { after = { source: BEGINNING, target: BEGINNING } } = options;
  const originals = oneByOne(logPages(source, after.source, options.upTo ?? (await source.head())));
  const copies = oneByOne(logPages(target, after.target, await target.head()));
  let [equal, different, reached] = [0, 0, after.source];
  try {
    let [original, copy] = await Promise.all([nextOf(originals), nextOf(copies)]);
    while (original !== undefined || copy !== undefined) {
      const found = match(original, copy, source.logId, reached);
      if (found === undefined) equal += 1;
      else {
        different += 1;
        onDifference(found);
      }
      const kind = found?.kind ?? 'equal';
      if (kind === 'equal' || kind === 'changed' || kind === 'only-in-source') {
        reached = original?.position ?? reached;
        original = await nextOf(originals);
      }
      if (kind !== 'only-in-source') copy = await nextOf(copies);
      if ((equal + different) % REPORT_EVERY === 0) onCompared?.(equal + different, reached);
    }
    return { equal, different };
  } finally {
    await originals.return();
    await copies.return();
  }
}

/** @param reached place of the last event of the source that was looked at. */
function match(
  original: RecordedEvent | undefined,
  copy: RecordedEvent | undefined,
  logId: string,
  reached: Position,
): Difference | undefined {
  const place = copy && placeOf(copy, logId);
  if (copy !== undefined && place === undefined) return { kind: 'only-in-copy', position: copy.position };
  if (copy !== undefined && place !== undefined && comparePositions(place, reached) <= 0)
    return { kind: 'out-of-order', position: copy.position };
  if (original !== undefined && (place === undefined || comparePositions(original.position, place) < 0))
    return { kind: 'only-in-source', position: original.position };
  if (copy === undefined) return undefined;
  if (original?.position !== place) return { kind: 'only-in-copy', position: copy.position };
  const fields = original === undefined ? [] : changedFields(original, copy, logId);
  return fields.length === 0 ? undefined : { kind: 'changed', position: copy.position, fields };
}

function placeOf({ metadata }: RecordedEvent, logId: string): Position | undefined {
  const last = originalPlaces(metadata).at(-1);
  return last?.logId === logId ? last.position : undefined;
}

async function nextOf(
  events: AsyncGenerator<RecordedEvent, void, undefined>,
): Promise<RecordedEvent | undefined> {
  const step = await events.next();
  return step.done === true ? undefined : step.value;
}
