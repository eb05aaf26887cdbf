/** Codes of everything that can be wrong with a regulation; message files hold the sentences. */
export const PROBLEM_CODES = [
  'document-malformed',
  'zone-unknown',
  'calendar-unknown',
  'calendar-year-missing',
  'reference-unknown',
  'code-repeated',
  'rank-repeated',
  'default-priority-not-one',
  'hours-empty',
  'hours-overlap',
  'break-outside-hours',
  'schedule-unused',
  'no-channel-opens-tickets',
  'intake-does-not-cover-service',
  'tariff-never-usable',
  'tariff-missing-for-schedule',
  'target-never-applies',
  'target-missing-for-priority',
  'target-missing-for-tariff',
  'expected-beyond-limit',
  'warning-not-before-limit',
  'unit-not-comparable',
  'day-end-missing',
  'day-fields-without-days',
  'clock-pauses-itself',
  'trigger-never-happens',
  'trigger-narrowing-never-applies',
  'queue-order-contradicts',
  'out-of-turn-incomplete',
  'notice-not-before-closing',
  'closing-reason-not-for-system',
  'reopen-window-without-schedule',
  'reopen-schedule-without-window',
  'required-field-ambiguous',
  'policy-section-missing',
  'mean-reversed',
  'beyond-statutory-limit',
  'assumption-not-marked',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** One finding: what is wrong, where (JSON pointer into the document), and the figures of its sentence. */
export interface Problem {
  readonly code: ProblemCode;
  /** RFC 6901; empty for the whole document. */
  readonly pointer: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export const problem = (
  code: ProblemCode,
  path: readonly (string | number)[],
  params: Problem['params'] = {},
): Problem => ({ code, pointer: pointerTo(path), params });

export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
