import { MAX_EVENT_BYTES, type Refusal } from '#event-sourcing';

/** What the rules of publishing need of the last published version of a document. */
export interface Published {
  readonly version: number;
  readonly effectiveFrom: string;
  /** Canonical text of the publication, to tell a repetition from another document of the same version. */
  readonly fingerprint: string;
}

export type PublicationRefusal =
  'publication-version-not-next' | 'publication-before-previous' | 'publication-too-large';

/** Room for the event's own fields beside the document. */
const ENVELOPE_BYTES = 4 * 1024;

/** Versions follow each other without a gap, and none comes into force before the one it replaces. */
export function publicationRefusal(
  last: Published | undefined,
  next: { readonly version: number; readonly effectiveFrom: string; readonly document: object },
): (Refusal & { readonly code: PublicationRefusal }) | undefined {
  const expected = (last?.version ?? 0) + 1;
  if (next.version !== expected)
    return { code: 'publication-version-not-next', params: { expected, given: next.version } };
  if (last && next.effectiveFrom < last.effectiveFrom)
    return {
      code: 'publication-before-previous',
      params: { effectiveFrom: next.effectiveFrom, previous: last.effectiveFrom },
    };
  const bytes = new TextEncoder().encode(JSON.stringify(next.document)).byteLength;
  const limit = MAX_EVENT_BYTES - ENVELOPE_BYTES;
  return bytes > limit ? { code: 'publication-too-large', params: { bytes, limit } } : undefined;
}

/** Text that is equal for equal documents, whatever the order of their keys. */
export const fingerprint = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
