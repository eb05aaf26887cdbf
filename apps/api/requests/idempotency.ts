import { createHash } from 'node:crypto';
import { Problem } from '../problems/problem.js';

const KEY = /^[\x21-\x7e]{1,255}$/;

/** @throws Problem 400 `idempotency-key-invalid` when the header is there and is no printable ASCII of 1 to 255 characters. */
export function idempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !KEY.test(header)) throw new Problem(400, 'idempotency-key-invalid');
  return header;
}

/** Digest of what was asked, the same for bodies that differ in the order of their fields only. */
export function requestHash(what: string, body: unknown): string {
  return createHash('sha256').update(what).update('\n').update(canonical(body)).digest('base64url');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
