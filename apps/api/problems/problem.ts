/** Values that go into the sentence of a problem. */
export type Params = Readonly<Record<string, string | number | boolean>>;

/** What is wrong with one field of the request. */
export interface FieldProblem {
  /** JSON pointer (RFC 6901) into the body, or the name of a header or query parameter. */
  readonly field: string;
  readonly code: string;
  readonly params?: Params;
  /** Its sentence, where that is not one of the message files of requests. */
  readonly detail?: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldProblem[];
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that says no (RFC 9457): a status, a stable code, and the parameters of a sentence from the message files. */
export class Problem extends Error {
  readonly errors: readonly FieldProblem[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Params = {},
    options: ProblemOptions = {},
  ) {
    super(code, { cause: options.cause });
    this.errors = options.errors ?? [];
    this.headers = {
      ...options.headers,
      ...(options.retryAfter === undefined ? {} : { 'retry-after': String(options.retryAfter) }),
    };
  }

  /** One wrong field and nothing else. */
  static field(status: number, field: string, code: string, params: Params = {}): Problem {
    return new Problem(status, 'request-invalid', {}, { errors: [{ field, code, params }] });
  }
}
