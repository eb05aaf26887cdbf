import { type FieldProblem } from '../../problems/problem.js';
import { object, type Rule } from './rule.js';
import { type FieldShape, shapeOf } from './shape.js';

type Fields = Record<string, unknown>;

export type Checked<T> =
  | { readonly ok: true; readonly request: T }
  | { readonly ok: false; readonly errors: readonly FieldProblem[] };

/**
 * A request as an instance of its class, or everything that is wrong with it, one mistake a field.
 *
 * What a class does not name is refused, since a misspelt field would otherwise be dropped in silence. `null` in an optional
 * field is the same as its absence.
 *
 * @param value parsed JSON or the parameters of a query; undefined where nothing was sent.
 */
export function checkRequest<T extends object>(type: new () => T, value: unknown): Checked<T> {
  const source = value ?? {};
  if (!object.holds(source)) return { ok: false, errors: [problem('', object)] };
  const errors: FieldProblem[] = [];
  const request = read(type, source as Fields, '', errors);
  return errors.length === 0 ? { ok: true, request } : { ok: false, errors };
}

function read<T extends object>(type: new () => T, source: Fields, path: string, errors: FieldProblem[]): T {
  const shape = shapeOf(type);
  for (const name of Object.keys(source))
    if (!shape.has(name)) errors.push({ field: `${path}/${pointer(name)}`, code: 'unknown-field' });
  const request = new type() as Fields;
  for (const [name, field] of shape) {
    const given = source[name];
    if ((given === undefined || given === null) && mayMiss(field, source)) continue;
    const value = field.convert === undefined ? given : field.convert(given);
    const broken = field.rules.find((rule) => !rule.holds(value));
    if (broken !== undefined) errors.push(problem(`${path}/${name}`, broken));
    else
      request[name] =
        field.inside === undefined ? value : read(field.inside(), value as Fields, `${path}/${name}`, errors);
  }
  return request as T;
}

function mayMiss({ optional, neededIf }: FieldShape, source: Fields): boolean {
  return optional && neededIf?.(source) !== true;
}

function problem(field: string, { code, params }: Rule): FieldProblem {
  return { field, code, ...(params === undefined ? {} : { params }) };
}

/** A name as a step of a JSON pointer (RFC 6901). */
function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
