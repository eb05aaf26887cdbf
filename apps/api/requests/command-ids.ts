import { randomUUID } from 'node:crypto';
import { idsFromIdempotencyKey, requestDigest } from '#event-sourcing';
import { type Access } from '../access/access.js';
import { type Asked } from './asked.js';

export interface CommandIds {
  readonly commandId: string;
  /** Id of the aggregate, where the command creates one. */
  readonly streamId: string;
  /** Only with a key: without one nothing is ever compared. */
  readonly requestHash?: string;
}

/**
 * Ids of a command from its Idempotency-Key, or at random.
 *
 * A key is scoped to its principal and to what it is used on: the log looks for a command in one stream only, so one key on
 * two streams would be two commands with the same event ids.
 *
 * @param target what is commanded: the aggregate and the action, by ids and never by an alias.
 * @param secret 32 bytes, the same on every node (see requestDigest).
 */
export function commandIds(
  access: Access,
  asked: Asked,
  target: string,
  body: unknown,
  secret: Uint8Array,
): CommandIds {
  const { idempotencyKey } = asked;
  if (idempotencyKey === undefined) return { commandId: randomUUID(), streamId: randomUUID() };
  const { subject, role } = access.principal;
  const ids = idsFromIdempotencyKey(`${subject} ${target}`, idempotencyKey);
  return { ...ids, requestHash: requestDigest(secret, [role, target, body]) };
}
