export * from './document/common.js';
export * from './document/schedule.js';
export * from './document/sla-target.js';
export * from './document/queue.js';
export * from './document/closing.js';
export * from './document/channel.js';
export * from './document/coverage.js';
export * from './document/priority.js';
export * from './document/intake.js';
export * from './document/estimates.js';
export * from './document/cases.js';
export * from './document/collaboration.js';
export * from './document/regulation.js';
export * from './policy/policy.js';
export { compilePolicy } from './policy/compile-policy.js';
export { regulationJsonSchema } from './document/json-schema.js';
export { covers } from './policy/applicability.js';
export { type RequestColumns, suppliedFields } from './policy/required-fields.js';
export { DRAFT_YEARS, WorkingTimes } from './policy/working-times.js';
export { type Problem, PROBLEM_CODES, type ProblemCode } from './validation/problem.js';
export { type Parsed, parseRegulation } from './validation/parse-regulation.js';
export { validateRegulation } from './validation/validate-regulation.js';
export { type AssumedValue, assumedValues } from './validation/validate-origins.js';
export * from './samples/index.js';
export { sampleRegulation } from './samples/sample.js';

/** `en.json` and `ru.json` with the sentences of problems, by code. */
export const regulationMessagesFolder = new URL('./messages/', import.meta.url);
