import { type Rule } from './rule.js';

export type RequestClass = abstract new () => object;

/** What one field of a request must be. */
export interface FieldShape {
  readonly optional: boolean;
  /** Where an optional field is needed after all, because of what stands beside it. */
  readonly neededIf?: (request: Readonly<Record<string, unknown>>) => boolean;
  /** Brings what may be written in several ways into one form, before the rules look at it. */
  readonly convert?: (value: unknown) => unknown;
  /** The first that does not hold explains the others. */
  readonly rules: readonly Rule[];
  /** The class of the object that the field holds. */
  readonly inside?: () => new () => object;
}

/** Fields by name. */
export type Shape = ReadonlyMap<string, FieldShape>;

const declared = new WeakMap<object, Map<string, FieldShape>>();
const whole = new WeakMap<RequestClass, Shape>();

/** @param prototype of the class that names the field. */
export function declareField(prototype: object, name: string, field: FieldShape): void {
  const fields = declared.get(prototype) ?? new Map<string, FieldShape>();
  declared.set(prototype, fields.set(name, field));
}

/** All fields of a class and of those that it extends; put together at the first request and kept. */
export function shapeOf(type: RequestClass): Shape {
  const known = whole.get(type);
  if (known !== undefined) return known;
  const layers: (readonly (readonly [string, FieldShape])[])[] = [];
  for (let at = type.prototype as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null)
    layers.unshift([...(declared.get(at) ?? [])]);
  const shape = new Map(layers.flat());
  whole.set(type, shape);
  return shape;
}
