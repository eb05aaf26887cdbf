import {
  DELETED_REVISION,
  type LoggedEvent,
  type LoggedStream,
  type StreamMetadata,
} from './logged-event.js';

/** Whatever is no JSON object counts as no metadata at all. */
export function parseStreamMetadata(data: Uint8Array): StreamMetadata {
  const text = Buffer.from(data).toString();
  const document = documentOf(text);
  if (document === undefined) return {};
  const { $maxCount: maxCount, $maxAge: maxAge, $tb: tb } = document;
  return {
    document,
    ...(typeof maxCount === 'number' && { maxCount }),
    ...(typeof maxAge === 'number' && { maxAge }),
    // As a JavaScript number the deleted revision is rounded, so that it is looked for in the text.
    ...(typeof tb === 'number' && {
      truncateBefore: text.includes(DELETED_REVISION) ? ('deleted' as const) : tb,
    }),
  };
}

/** @returns the text of the document with another `$tb`. */
export function withTruncateBefore(metadata: StreamMetadata, revision: string): Buffer {
  const { $tb: _replaced, ...kept } = metadata.document ?? {};
  const others = JSON.stringify(kept).slice(1, -1);
  return Buffer.from(`{${others === '' ? '' : `${others},`}"$tb":${revision}}`);
}

export function isSoftDeleted(stream: LoggedStream | undefined): boolean {
  return stream?.metadata.truncateBefore === 'deleted';
}

/**
 * The stretch of a stream that reads show: `$tb` and `$maxCount` hide at once, `$all` goes on to show what is hidden.
 *
 * @param count how many of its events the reader's node has.
 * @returns the first shown revision; `$maxAge` is asked for each event by `isTooOld`.
 */
export function firstShown(stream: LoggedStream, count: number): number {
  const { truncateBefore, maxCount } = stream.metadata;
  const byBefore = typeof truncateBefore === 'number' ? truncateBefore : 0;
  return Math.max(0, byBefore, maxCount === undefined ? 0 : count - maxCount);
}

/** @param now milliseconds since 1970. */
export function isTooOld(stream: LoggedStream, event: LoggedEvent, now: number): boolean {
  const { maxAge } = stream.metadata;
  return maxAge !== undefined && event.created < now - maxAge * 1000;
}

function documentOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
