import { OperatorError, operatorError, type PlatformMessage, platformMessages } from '#platform';

/** SQLSTATEs of a role that finds no schema, table, column or function, or may not use it. */
const MISSING = ['3F000', '42P01', '42703', '42883', '42501'];

type Fields = Readonly<Record<string, unknown>>;
interface Explanation {
  readonly message: PlatformMessage;
  readonly params?: (error: Fields) => Record<string, string>;
}

const newer = (what: string): Explanation => ({ message: 'schema-newer', params: () => ({ what }) });

/** What the libs' stable codes mean to an operator; libs speak to programmers. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  ...Object.fromEntries(MISSING.map((code) => [code, { message: 'schema-missing' } satisfies Explanation])),
  'event-log-too-new': newer('log'),
  'vault-too-new': newer('vault'),
  'read-store-too-new': newer('read'),
  'foreign-read-store': {
    message: 'read-store-foreign',
    params: ({ builtFrom, log }) => ({ builtFrom: String(builtFrom), log: String(log) }),
  },
  'wrong-kek': { message: 'vault-key-wrong' },
  'invalid-kek': { message: 'vault-key-invalid', params: ({ source }) => ({ source: String(source) }) },
  'wrapping-broken': { message: 'vault-damaged', params: ({ what }) => ({ what: String(what) }) },
};

/** One sentence for every failure, also for what nobody foresaw; the stack goes to the log and not to the operator. */
export function explainFailure(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const fields = (error ?? {}) as Fields;
  const code = typeof fields.code === 'string' ? fields.code : undefined;
  const known = code === undefined ? undefined : EXPLANATIONS[code];
  if (known !== undefined)
    return operatorError(platformMessages, known.message, known.params?.(fields) ?? {}, { cause: error });
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  return operatorError(platformMessages, 'unexpected-failure', { reason }, { cause: error });
}
