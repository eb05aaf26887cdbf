import { type JsonObject, type JsonValue } from '../event-store/json.js';
import { InvalidEventData } from './event-errors.js';
import { type PersonalFields } from './personal-fields.js';
import { SEALED_KEY } from './sealed-value.js';

/** Called for each personal text; gives what stands in its place. */
export type ReplaceText = (text: unknown, path: string, subjectField: string) => JsonValue;

/**
 * An event's data as strict JSON, each personal text replaced.
 *
 * Absent and `undefined` are one thing to TypeScript and two to JSON: keys without a value are left out here, once.
 *
 * @throws InvalidEventData for what JSON can't carry exactly, and for plain data that looks like a sealed value.
 */
export function eventJson(
  type: string,
  data: unknown,
  personal: PersonalFields | undefined,
  replace: ReplaceText,
): JsonObject {
  const json = copy(data, '', personal);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw bad('', 'not-an-object');
  return json as JsonObject;

  function copy(value: unknown, path: string, marks: PersonalFields | undefined): JsonValue {
    if (marks?.kind === 'text' && value !== null) return replace(value, path, marks.subject);
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (!Number.isFinite(value)) throw bad(path, 'not-finite');
        if (Number.isInteger(value) && !Number.isSafeInteger(value)) throw bad(path, 'beyond-2^53');
        return value;
      case 'object':
        return value === null ? null : copyObject(value, path, marks);
      case 'undefined':
      case 'bigint':
      case 'function':
      case 'symbol':
        throw bad(path, `not-json-${typeof value}`);
    }
  }

  function copyObject(value: object, path: string, marks: PersonalFields | undefined): JsonValue {
    if (Array.isArray(value)) {
      return value.map((item, index) => copy(item, `${path}/${index}`, itemOf(marks)));
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) throw bad(path, 'not-plain-json');
    const result: Record<string, JsonValue> = {};
    const source = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(source)) {
      const item = source[key];
      if (item === undefined) continue;
      if (key === SEALED_KEY || key === '__proto__') throw bad(`${path}/${key}`, 'reserved-key');
      result[key] = copy(
        item,
        `${path}/${key}`,
        marks?.kind === 'object' ? marks.fields.get(key) : itemOf(marks),
      );
    }
    return result;
  }

  function bad(path: string, rule: string): InvalidEventData {
    return new InvalidEventData(type, [{ path, rule }]);
  }
}

/** Called for each personal text where it stands. */
export type VisitText = (text: unknown, path: string, subjectField: string) => void;

/** Visits the personal texts of an event's data and looks at nothing else. */
export function visitMarked(data: unknown, marks: PersonalFields, visit: VisitText, path = ''): void {
  if (data === undefined || data === null) return;
  if (marks.kind === 'text') return visit(data, path, marks.subject);
  if (typeof data !== 'object') return;
  const source = data as Readonly<Record<string, unknown>>;
  const names = marks.kind === 'object' ? marks.fields.keys() : Object.keys(source);
  for (const name of names) {
    const inside = marks.kind === 'object' ? marks.fields.get(name) : marks.item;
    if (inside !== undefined) visitMarked(source[name], inside, visit, `${path}/${name}`);
  }
}

function itemOf(marks: PersonalFields | undefined): PersonalFields | undefined {
  return marks?.kind === 'each' ? marks.item : undefined;
}

/** Called for each sealed value; gives what stands in its place. */
export type ReplaceSealed = (sealed: JsonObject, path: string) => unknown;

/**
 * Replaces every sealed value in raw JSON, wherever it stands; copies only what changes, since stores may share objects.
 */
export function replaceSealed(json: JsonValue, replace: ReplaceSealed, path = ''): JsonValue {
  if (typeof json !== 'object' || json === null) return json;
  if (SEALED_KEY in json) return replace(json, path) as JsonValue;
  let changed: Record<string, JsonValue> | JsonValue[] | undefined;
  for (const key of Object.keys(json)) {
    const before = (json as JsonObject)[key] as JsonValue;
    if (typeof before !== 'object' || before === null) continue;
    const after = replaceSealed(before, replace, `${path}/${key}`);
    if (after === before) continue;
    changed ??= Array.isArray(json) ? [...(json as JsonValue[])] : { ...(json as JsonObject) };
    (changed as Record<string, JsonValue>)[key] = after;
  }
  return changed ?? json;
}

/** As `replaceSealed` for data of the newest schema, whose personal fields are known: nothing else is looked at. */
export function replaceMarked(
  json: JsonValue | undefined,
  marks: PersonalFields,
  replace: ReplaceSealed,
  path = '',
): JsonValue | undefined {
  if (typeof json !== 'object' || json === null) return json;
  if (marks.kind === 'text') return replace(json as JsonObject, path) as JsonValue;
  if (Array.isArray(json)) {
    const list: readonly JsonValue[] = json;
    if (marks.kind !== 'each') return list;
    return list.map((item, index) => replaceMarked(item, marks.item, replace, `${path}/${index}`) ?? null);
  }
  const names = marks.kind === 'object' ? marks.fields.keys() : Object.keys(json);
  const changed: Record<string, JsonValue> = { ...(json as JsonObject) };
  for (const name of names) {
    const inside = marks.kind === 'object' ? marks.fields.get(name) : marks.item;
    const before = changed[name];
    if (inside === undefined || before === undefined) continue;
    changed[name] = replaceMarked(before, inside, replace, `${path}/${name}`) ?? null;
  }
  return changed;
}
