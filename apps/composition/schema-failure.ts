import { operatorError, platformMessages } from '#platform';

/** SQLSTATEs of a role that finds no schema, table, column or function, or may not use it. */
const MISSING = new Set(['3F000', '42P01', '42703', '42883', '42501']);
const NEWER = new Set(['event-log-too-new', 'read-store-too-new', 'vault-too-new']);

/** Turns what a schema's owner says into what the operator can do about it; other errors stay as they are. */
export function explainSchema(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return error;
  if (NEWER.has(code))
    return operatorError(
      platformMessages,
      'schema-newer',
      { what: code.replace(/-too-new$/, '') },
      { cause: error },
    );
  if (MISSING.has(code)) return operatorError(platformMessages, 'schema-missing', {}, { cause: error });
  return error;
}
