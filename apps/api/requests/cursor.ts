import { createHash } from 'node:crypto';
import { Problem } from '../problems/problem.js';

/** Where a page of a list ended. It fits the same list with the same filters only. */
export interface Cursor {
  /** Sort key of the last row given. */
  readonly after: readonly string[];
  /** The basis of the first page, so that every page shows one moment. */
  readonly basis?: string;
}

const MAX_LENGTH = 1000;

/** @param list what is listed and by which filters; a cursor of another list is refused. */
export function encodeCursor(list: string, cursor: Cursor): string {
  return Buffer.from(JSON.stringify([print(list), cursor.after, cursor.basis ?? null])).toString('base64url');
}

/**
 * A cursor gives no rights: the filters of rights are laid over every page anew, so a forged one shows nothing more.
 *
 * @throws Problem 400 `cursor-unknown` for text that is no cursor of this list.
 */
export function decodeCursor(list: string, text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const parts = text.length <= MAX_LENGTH && /^[A-Za-z0-9_-]+$/.test(text) ? parse(text) : undefined;
  if (!Array.isArray(parts) || parts.length !== 3) throw unknownCursor();
  const [of, after, basis] = parts as unknown[];
  if (of !== print(list) || !isTexts(after)) throw unknownCursor();
  if (basis === null) return { after };
  if (typeof basis !== 'string') throw unknownCursor();
  return { after, basis };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  // PostgreSQL refuses U+0000 in text, which would answer 500.
  return (
    Array.isArray(value) &&
    value.length >= 1 &&
    value.length <= 5 &&
    value.every((part) => typeof part === 'string' && !part.includes('\0'))
  );
}

function print(list: string): string {
  return createHash('sha256').update(list).digest('base64url').slice(0, 12);
}

function unknownCursor(): Problem {
  return new Problem(400, 'cursor-unknown');
}
