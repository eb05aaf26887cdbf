import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldProblem, Problem } from './problem.js';

/**
 * Bodies and queries are exactly what their DTO names: an unknown field is refused, since a misspelt one would otherwise
 * be dropped in silence. `__proto__` and its like are refused with it.
 */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    // A DTO without fields is known: whitelisting leaves nothing of what is sent for it.
    forbidUnknownValues: false,
    transform: true,
    // The first broken rule of a field explains the rest of them.
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors: ValidationError[]) =>
      new Problem(
        400,
        'request-invalid',
        {},
        { errors: errors.flatMap((error) => fieldProblems(error, '')) },
      ),
  });
}

function fieldProblems(error: ValidationError, parent: string): FieldProblem[] {
  const field = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.keys(error.constraints ?? {}).map((rule) => ({
    field,
    code: kebab(rule),
    ...limits(error, rule),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldProblems(child, field))];
}

/** `contexts` carries the limits that a rule of ours names, for its sentence. */
function limits(error: ValidationError, rule: string): Pick<FieldProblem, 'params'> {
  const params = (error.contexts as Record<string, Record<string, string | number>> | undefined)?.[rule];
  return params === undefined ? {} : { params };
}

/** Stable codes of field problems are the rules' names; the one that callers meet most gets a plain word. */
function kebab(rule: string): string {
  if (rule === 'whitelistValidation') return 'unknown-field';
  return rule.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
