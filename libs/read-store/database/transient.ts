/**
 * Errors that go away by themselves: the server, the log or a lock, never the event. They are tried again; anything
 * else that an event causes is that event's own and stops its projection.
 */
export function isTransient(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    if (NODE_CODES.has(code) || SERVICE_CODES.has(code)) return true;
    // Classes: connection exception, insufficient resources, operator intervention, system error; and rolled back by others.
    if (/^(08|53|57|58)[0-9A-Z]{3}$/.test(code)) return true;
    if (/^(40|25P03|55P03)/.test(code)) return true;
    return false;
  }
  return typeof message === 'string' && CONNECTION_LOST.test(message);
}

const NODE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const SERVICE_CODES = new Set(['log-unavailable', 'ownership-lost', 'vault-unavailable']);
/** `pg` gives these without a code. */
const CONNECTION_LOST =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Connection ended|Query read timeout)/;
