import { createHmac, hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { uuidV5 } from './uuid-v5.js';

/** Fixed for ever: ids that were given under it must come out again. */
const CLIENT_KEYS = '5d7c1c1e-0b36-5a0e-9a3c-6d1f7f0d1b52';

/**
 * A client's `Idempotency-Key`, scoped to its principal: the command's id and, should the command create an aggregate,
 * the id of its stream. The same key again finds the same stream, and in it the first answer.
 *
 * @param principal id of who sent the request; the same key of another principal is another command.
 */
export function idsFromIdempotencyKey(
  principal: string,
  key: string,
): { readonly commandId: string; readonly streamId: string } {
  const commandId = uuidV5(JSON.stringify([principal, key]), CLIENT_KEYS);
  return { commandId, streamId: uuidV5('stream', commandId) };
}

/** A UUID that follows from another and a name (RFC 9562, version 5): same inputs, same id, on any host. */
export function derivedId(from: string, ...name: readonly (string | number)[]): string {
  return uuidV5(name.length === 1 ? String(name[0]) : JSON.stringify(name), from);
}

/**
 * Digest of a request for telling a repeated one from another under the same key. It is stored in clear for ever, and a
 * bare hash of a short personal text could be guessed, so it is an HMAC.
 *
 * @param key at least 32 secret bytes, the same on every node.
 * @param request parsed body; the order of its keys does not matter.
 * @returns 64 lower-case hex digits.
 */
export function requestDigest(key: Uint8Array, request: unknown): string {
  return createHmac('sha256', key).update(canonicalJson(request)).digest('hex');
}

/** Bare digest, for what holds nothing personal. */
export function plainDigest(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
