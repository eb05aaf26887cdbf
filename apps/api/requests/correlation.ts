import { randomUUID } from 'node:crypto';
import { type IncomingMessage } from 'node:http';

const GIVEN = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/**
 * The caller's correlation id, so that his log and ours meet, or a fresh one. Anything but a plain word is replaced: it
 * goes into the log of events and into log lines.
 */
export function correlationId(request: IncomingMessage): string {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && GIVEN.test(given) ? given : randomUUID();
}
