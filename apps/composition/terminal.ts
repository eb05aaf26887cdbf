import {
  type Language,
  type MessageParams,
  OperatorError,
  operatorError,
  type PlatformMessage,
  platformMessages,
} from '#platform';

export interface Sink {
  write(text: string): unknown;
}

/** What a person at the terminal reads: sentences on standard output, failures on standard error. */
export class Terminal {
  constructor(
    readonly language: Language,
    private readonly out: Sink = process.stdout,
    private readonly err: Sink = process.stderr,
  ) {}

  readonly say = (message: PlatformMessage, params?: MessageParams): void => {
    this.line(platformMessages.text(this.language, message, params));
  };

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** @returns the exit code. */
  fail(error: unknown): number {
    const failure = asOperatorError(error);
    this.err.write(`${failure.sentence(this.language)}\n`);
    return failure.exitCode;
  }
}

/** A sentence also for what nobody foresaw; the stack goes to the log and not to the operator. */
export function asOperatorError(error: unknown): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const reason = typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
  return operatorError(platformMessages, 'unexpected-failure', { reason }, { cause: error });
}
