import { type EventLog } from './event-log.js';
import { type LoggedEvent, type LoggedStream } from './logged-event.js';
import { firstShown, isSoftDeleted } from './stream-metadata.js';

/** A revision, or −1 for "no stream", or one of the two that do not name one. */
export type ExpectedRevision = number | 'any' | 'stream_exists';

export const NO_STREAM = -1;

export type AppendCheck =
  | { readonly is: 'new'; readonly undeletes: boolean }
  | { readonly is: 'repeated'; readonly revision: number; readonly position: number | undefined }
  | { readonly is: 'wrong'; readonly actual: number }
  | { readonly is: 'deleted' }
  /** The server drops it: its answer would make no sense to itself. */
  | { readonly is: 'unanswerable' };

/**
 * What becomes of an append: the rules of the real server (`IndexWriter.CheckCommit`, 23.10). With an exact revision the
 * ids are compared with those that stand in the stream, for ever; with `any` and `stream_exists` only with the memory of
 * recent ids.
 *
 * @param ids canonical UUIDs, in order.
 */
export function checkAppend(
  log: EventLog,
  recent: RecentIds,
  stream: string,
  expected: ExpectedRevision,
  ids: readonly string[],
): AppendCheck {
  const state = log.stream(stream);
  if (tombstoneOf(log, stream) !== undefined) return { is: 'deleted' };
  const last = (state?.events.length ?? 0) - 1;
  if (expected === 'stream_exists') {
    if (isSoftDeleted(state)) return { is: 'deleted' };
    const hasMetadata = (log.stream(`$$${stream}`)?.events.length ?? 0) > 0;
    if (last < 0 && !hasMetadata) return { is: 'wrong', actual: last };
  }
  if (typeof expected === 'string') return checkRecent(state, recent, stream, last, ids);
  return checkExact(state, expected, last, ids);
}

/** A stream's metadata stream goes with it. */
export function tombstoneOf(log: EventLog, stream: string): LoggedEvent | undefined {
  const original = stream.startsWith('$$') ? log.stream(stream.slice(2)) : undefined;
  return log.stream(stream)?.tombstone ?? original?.tombstone;
}

function checkRecent(
  state: LoggedStream | undefined,
  recent: RecentIds,
  stream: string,
  last: number,
  ids: readonly string[],
): AppendCheck {
  const revisions = ids.map((id) => recent.revisionOf(stream, id));
  const [first] = revisions;
  if (first === undefined) return { is: 'new', undeletes: isSoftDeleted(state) };
  const final = revisions.at(-1);
  if (revisions.includes(undefined) || final === undefined) return { is: 'wrong', actual: last };
  if (first > final) return { is: 'unanswerable' };
  return repeated(state, final);
}

function checkExact(
  state: LoggedStream | undefined,
  expected: number,
  last: number,
  ids: readonly string[],
): AppendCheck {
  if (expected === last) return { is: 'new', undeletes: isSoftDeleted(state) };
  if (expected > last || ids.length === 0) return { is: 'wrong', actual: last };
  const unlike = ids.findIndex((id, place) => state?.events[expected + 1 + place]?.id !== id);
  if (unlike < 0) return repeated(state, expected + ids.length);
  if (unlike === 0 && expected === NO_STREAM && isSoftDeleted(state)) return { is: 'new', undeletes: true };
  return { is: 'wrong', actual: last };
}

/** The position is looked up like a read would: what is hidden has none. */
function repeated(state: LoggedStream | undefined, revision: number): AppendCheck {
  const event: LoggedEvent | undefined = state?.events[revision];
  const isShown =
    state !== undefined && !isSoftDeleted(state) && revision >= firstShown(state, state.events.length);
  return { is: 'repeated', revision, position: isShown ? event?.position : undefined };
}

/**
 * The server's memory of the ids that it stored lately: bounded, gone with a restart. It is all that makes an append
 * with `any` idempotent.
 */
export class RecentIds {
  private readonly places = new Map<string, { readonly stream: string; readonly revision: number }>();

  /** @param limit how many ids are remembered. */
  constructor(private readonly limit: number) {}

  remember(stream: string, firstRevision: number, ids: readonly string[]): void {
    // The first place of an id counts: storing it again elsewhere does not move it.
    ids.forEach((id, place) => {
      if (!this.places.has(id)) this.places.set(id, { stream, revision: firstRevision + place });
    });
    for (const oldest of this.places.keys()) {
      if (this.places.size <= this.limit) break;
      this.places.delete(oldest);
    }
  }

  revisionOf(stream: string, id: string): number | undefined {
    const place = this.places.get(id);
    return place?.stream === stream ? place.revision : undefined;
  }

  forget(): void {
    this.places.clear();
  }
}
