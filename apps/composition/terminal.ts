import { type Language, type MessageParams, type PlatformMessage, platformMessages } from '#platform';
import { explainFailure } from './explain-failure.js';

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
    const failure = explainFailure(error);
    this.err.write(`${failure.sentence(this.language)}\n`);
    return failure.exitCode;
  }
}
