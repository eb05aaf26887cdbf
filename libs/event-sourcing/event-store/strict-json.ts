import { InvalidEvent } from './errors.js';

/** Deeper than any event of ours, shallow enough for every JSON parser on the way; a cycle ends here, too. */
const MAX_DEPTH = 64;
/** With the flag `u` a pair counts as one character, so that only halves match. */
const LONE_SURROGATE = /\p{Surrogate}/u;

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
  check(value, where, 0);
  return JSON.stringify(value);
}

function check(value: unknown, path: string, depth: number): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value === 'number') return checkNumber(value, path);
  if (typeof value !== 'object') throw new InvalidEvent(`${path} is ${typeof value}, which JSON can't hold`);
  if (depth === MAX_DEPTH) throw new InvalidEvent(`${path} is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) check(value[i], `${path}[${i}]`, depth + 1);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new InvalidEvent(`${path} is an instance of a class, not plain JSON`);
  }
  for (const [key, inner] of Object.entries(value)) {
    checkText(key, `${path}, a key`);
    check(inner, `${path}.${key}`, depth + 1);
  }
}

function checkNumber(value: number, path: string): void {
  if (!Number.isFinite(value)) throw new InvalidEvent(`${path} is ${value}, which JSON can't hold`);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new InvalidEvent(`${path} is beyond 2^53 and would lose digits`);
  }
}

/** @throws InvalidEvent when the text can't be stored as it is by every store. */
export function checkText(text: string, path: string): void {
  if (text.includes('\u0000')) throw new InvalidEvent(`${path} holds U+0000`);
  if (LONE_SURROGATE.test(text)) throw new InvalidEvent(`${path} holds a lone surrogate`);
}
