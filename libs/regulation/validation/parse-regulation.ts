import { type z } from 'zod';
import { type Regulation, regulation } from '../document/regulation.js';
import { pointerTo, type Problem } from './problem.js';

export type Parsed =
  | { readonly ok: true; readonly regulation: Regulation }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads a document of any origin; what does not fit the schema is named by pointer, unknown fields included. */
export function parseRegulation(document: unknown): Parsed {
  const result = regulation.safeParse(document);
  return result.success
    ? { ok: true, regulation: result.data }
    : { ok: false, problems: result.error.issues.flatMap((issue) => malformed(issue)) };
}

function malformed(issue: z.core.$ZodIssue): Problem[] {
  const at = (path: readonly PropertyKey[], expected: string): Problem => ({
    code: 'document-malformed',
    pointer: pointerTo(path),
    params: { issue: issue.code, expected },
  });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => at([...issue.path, key], 'nothing'));
    case 'invalid_type':
      return [at(issue.path, issue.expected)];
    case 'invalid_value':
      return [at(issue.path, issue.values.map(String).join(' | '))];
    case 'too_small':
      return [at(issue.path, `>= ${issue.minimum}`)];
    case 'too_big':
      return [at(issue.path, `<= ${issue.maximum}`)];
    case 'invalid_format':
      return [at(issue.path, issue.pattern ?? issue.format)];
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return [at(issue.path, issue.message)];
  }
}
