import { InvalidEvent } from './errors.js';

/** Deeper than any event of ours, shallow enough for every JSON parser on the way; a cycle ends here, too. */
const MAX_DEPTH = 64;
/**
 * The one text of a value that every store keeps and every reader gets back unchanged.
 *
 * What JSON would drop or alter silently is refused, since a fold over the stored event would differ from a fold over the
 * event that was decided: undefined, NaN, dates, class instances, integers beyond 2^53, holes. U+0000 and lone surrogates
 * are valid JSON but no valid text of PostgreSQL: an event that holds one would stop every projection that copies it.
 *
 * @param where what is being encoded, for the message.
 * @throws InvalidEvent naming the path of the first value that is not strict JSON.
 */
export function strictJson(value: unknown, where: string): string {
  const fault = faultIn(value, 0);
  if (fault !== undefined) throw new InvalidEvent(`${where}${fault.path} ${fault.says}`);
  return JSON.stringify(value);
}

interface Fault {
  /** From the value that was looked at down to what is wrong; put together on the way back, so that good values cost none. */
  readonly path: string;
  readonly says: string;
}

function faultIn(value: unknown, depth: number): Fault | undefined {
  switch (typeof value) {
    case 'boolean':
      return undefined;
    case 'string':
      return here(textFault(value));
    case 'number':
      return here(numberFault(value));
    case 'object':
      return value === null ? undefined : faultInObject(value, depth);
    default:
      return here(`is ${typeof value}, which JSON can't hold`);
  }
}

function faultInObject(value: object, depth: number): Fault | undefined {
  if (depth === MAX_DEPTH) return here(`is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const fault = faultIn(value[i], depth + 1);
      if (fault !== undefined) return { ...fault, path: `[${i}]${fault.path}` };
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return here('is an instance of a class, not plain JSON');
  }
  for (const key of Object.keys(value)) {
    const says = textFault(key);
    if (says !== undefined) return { path: ', a key', says };
    const fault = faultIn((value as Record<string, unknown>)[key], depth + 1);
    if (fault !== undefined) return { ...fault, path: `.${key}${fault.path}` };
  }
  return undefined;
}

function here(says: string | undefined): Fault | undefined {
  return says === undefined ? undefined : { path: '', says };
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return `is ${value}, which JSON can't hold`;
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? 'is beyond 2^53 and would lose digits'
    : undefined;
}

/** @returns why the text can't be stored as it is by every store; undefined when it can. */
export function textFault(text: string): string | undefined {
  if (text.includes('\u0000')) return 'holds U+0000';
  return text.isWellFormed() ? undefined : 'holds a lone surrogate';
}
