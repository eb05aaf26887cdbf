import { type z } from 'zod';
import { personalMarks } from './personal.js';

/** Where a schema holds personal texts: a tree that follows the data. Undefined: nowhere. */
export type PersonalFields =
  | { readonly kind: 'text'; readonly subject: string }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, PersonalFields> }
  | { readonly kind: 'each'; readonly item: PersonalFields };

type Def = { readonly type: string } & Readonly<Record<string, unknown>>;
type AnySchema = z.core.$ZodType;

/**
 * Finds the marked fields of a schema, through optionals, nested objects, arrays, records and unions.
 *
 * Done once per event type. Fails on a schema whose inside can't be seen, since a mark overlooked there would put a
 * personal text into the log in clear, for good.
 */
export function personalFieldsOf(schema: z.ZodType): PersonalFields | undefined {
  return find(schema);
}

function find(schema: AnySchema): PersonalFields | undefined {
  const mark = personalMarks.get(schema);
  if (mark !== undefined) return { kind: 'text', subject: mark.subject };
  const def = schema._zod.def as unknown as Def;
  switch (def.type) {
    case 'object':
      return object(def);
    case 'array':
      return each(find(def.element as AnySchema));
    case 'record':
      return each(find(def.valueType as AnySchema));
    case 'tuple':
      return eachAlike(def.items as AnySchema[]);
    case 'union':
    case 'intersection': {
      const parts = (def.options ?? [def.left, def.right]) as AnySchema[];
      return parts.map(find).reduce(merge, undefined);
    }
    case 'optional':
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
      return find(def.innerType as AnySchema);
    case 'string':
    case 'number':
    case 'int':
    case 'boolean':
    case 'null':
    case 'literal':
    case 'enum':
    case 'template_literal':
    case 'unknown':
    case 'any':
    case 'never':
    case 'undefined':
      return undefined;
    case 'lazy':
      return closed((def.getter as () => AnySchema)());
    default:
      // Transforms and defaults among them: decoding validates nothing, so they would hold on the way in only.
      throw new TypeError(
        `an event's schema can't use zod's "${def.type}": it must describe plain JSON as it is stored`,
      );
  }
}

/** A recursive schema has no finite tree; it may describe JSON (a regulation's document), but hold nothing personal. */
function closed(schema: AnySchema, seen = new Set<AnySchema>()): undefined {
  if (seen.has(schema)) return undefined;
  seen.add(schema);
  if (personalMarks.get(schema) !== undefined) {
    throw new TypeError('a personal field inside a recursive schema is not supported');
  }
  const def = schema._zod.def as unknown as Def;
  const shape = def.type === 'object' ? Object.values(def.shape as Record<string, AnySchema>) : [];
  const inner = [def.innerType, def.element, def.keyType, def.valueType, def.left, def.right];
  const lists = [def.options, def.items].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  const getter = def.type === 'lazy' ? [(def.getter as () => AnySchema)()] : [];
  for (const part of [...shape, ...inner, ...lists, ...getter]) {
    if (part !== undefined && part !== null) closed(part as AnySchema, seen);
  }
  return undefined;
}

function object(def: Def): PersonalFields | undefined {
  const fields = new Map<string, PersonalFields>();
  for (const [name, schema] of Object.entries(def.shape as Record<string, AnySchema>)) {
    const found = find(schema);
    if (found !== undefined) fields.set(name, found);
  }
  return fields.size === 0 ? undefined : { kind: 'object', fields };
}

function each(item: PersonalFields | undefined): PersonalFields | undefined {
  return item === undefined ? undefined : { kind: 'each', item };
}

function eachAlike(items: readonly AnySchema[]): PersonalFields | undefined {
  const found = items.map(find);
  if (found.every((item) => item === undefined)) return undefined;
  throw new TypeError('a personal field inside a tuple is not supported: use an object');
}

function merge(a: PersonalFields | undefined, b: PersonalFields | undefined): PersonalFields | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.kind === 'object' && b.kind === 'object') {
    const fields = new Map(a.fields);
    for (const [name, field] of b.fields) fields.set(name, merge(fields.get(name), field) ?? field);
    return { kind: 'object', fields };
  }
  if (a.kind === 'each' && b.kind === 'each') return each(merge(a.item, b.item));
  if (a.kind === 'text' && b.kind === 'text' && a.subject === b.subject) return a;
  throw new TypeError('alternatives of one field disagree about what is personal in it');
}
