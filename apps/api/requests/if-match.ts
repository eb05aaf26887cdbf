import { Problem } from '../problems/problem.js';

/** The entity tag of a version: the number of events in the stream. */
export function etag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that the client named by If-Match; undefined where the header is absent or `*`.
 *
 * @throws Problem 400 for weak or foreign tags: a version that can't be compared must not pass as "any".
 */
export function expectedVersion(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^\s*"(\d{1,9})"\s*$/.exec(header)?.[1];
  if (version === undefined) throw new Problem(400, 'if-match-invalid');
  return Number(version);
}
