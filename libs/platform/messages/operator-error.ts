import { type Language, type MessageParams, type Messages } from './messages.js';

/** Exit codes of the command lines: 1, something stands in the way; 2, what was asked for or set is wrong. */
export type FailureExitCode = 1 | 2;

/** A failure that the operator can mend: one clear sentence and an exit code, no stack trace. */
export class OperatorError extends Error {
  constructor(
    /** Stable; tests and scripts look at it and not at the sentence. */
    readonly code: string,
    readonly sentence: (language: Language) => string,
    readonly exitCode: FailureExitCode = 1,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${sentence('en')}`, options);
    this.name = 'OperatorError';
  }
}

export function operatorError<Code extends string>(
  messages: Messages<Code>,
  code: NoInfer<Code>,
  params: MessageParams = {},
  options: { readonly exitCode?: FailureExitCode; readonly cause?: unknown } = {},
): OperatorError {
  const { exitCode = 1, cause } = options;
  const sentence = (language: Language) => messages.text(language, code, params);
  return new OperatorError(code, sentence, exitCode, cause === undefined ? {} : { cause });
}
