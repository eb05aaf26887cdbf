import { instantOfLocal } from '#working-time';

/** @returns epoch milliseconds, or undefined when the text does not fit. */
export type ReadTime = (text: string) => number | undefined;

/** Parts of a pattern: what they match, and what they are. Longest first, so that `MM` is not read as twice `M`. */
const PARTS: readonly (readonly [token: string, regex: string, part: Part])[] = [
  ['yyyy', '(\\d{4})', 'year'],
  ['yy', '(\\d{2})', 'shortYear'],
  ['MM', '(\\d{2})', 'month'],
  ['M', '(\\d{1,2})', 'month'],
  ['dd', '(\\d{2})', 'day'],
  ['d', '(\\d{1,2})', 'day'],
  ['HH', '(\\d{2})', 'hour'],
  ['H', '(\\d{1,2})', 'hour'],
  ['hh', '(\\d{2})', 'halfDayHour'],
  ['h', '(\\d{1,2})', 'halfDayHour'],
  ['mm', '(\\d{2})', 'minute'],
  ['ss', '(\\d{2})', 'second'],
  ['S', '(\\d)', 'fraction'],
  ['a', '([AaPp])\\.?[Mm]\\.?', 'half'],
  ['X', '(Z|[+-]\\d{2}(?::?\\d{2})?)', 'offset'],
];
type Part =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'day'
  | 'hour'
  | 'halfDayHour'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'offset';
type Parts = Partial<Record<Part, string>>;

/** Two-digit years: no help desk's log is older than 1970. */
const CENTURY_TURNS_AT = 70;

/**
 * Reads times by any of the patterns, the first that fits. Times without an offset are wall-clock times of the zone; those that
 * come twice, or that the clocks skip, are read as RFC 5545 does (see `instantOfLocal`).
 *
 * @throws RangeError naming a pattern that lacks a year, month or day, or holds a letter that means nothing.
 */
export function timeReader(patterns: readonly string[], zone: string): ReadTime {
  const readers = patterns.map((pattern) => readerOf(pattern, zone));
  return (text) => {
    const trimmed = text.trim();
    for (const read of readers) {
      const instant = read(trimmed);
      if (instant !== undefined) return instant;
    }
    return undefined;
  };
}

function readerOf(pattern: string, zone: string): ReadTime {
  if (pattern === 'epoch-s') return (text) => epoch(text, 1_000);
  if (pattern === 'epoch-ms') return (text) => epoch(text, 1);
  if (pattern === 'iso') return (text) => isoInstant(text, zone);
  const { regex, parts } = compile(pattern);
  return (text) => {
    const match = regex.exec(text);
    if (match === null) return undefined;
    const found: Parts = {};
    parts.forEach(
      (part, i) => (found[part] = `${part === 'fraction' ? (found[part] ?? '') : ''}${match[i + 1]}`),
    );
    return instantOf(found, zone);
  };
}

function compile(pattern: string): { readonly regex: RegExp; readonly parts: readonly Part[] } {
  const parts: Part[] = [];
  let regex = '';
  for (let rest = pattern; rest.length > 0;) {
    const quoted = /^'([^']*)'/.exec(rest);
    const known = PARTS.find(([token]) => rest.startsWith(token));
    if (quoted !== null) {
      regex += escaped(quoted[1] ?? '');
      rest = rest.slice(quoted[0].length);
    } else if (known !== undefined) {
      regex += known[1];
      parts.push(known[2]);
      rest = rest.slice(known[0].length);
    } else {
      const [letter = ''] = rest;
      if (/[A-Za-z]/.test(letter)) throw new RangeError(pattern);
      regex += escaped(letter);
      rest = rest.slice(1);
    }
  }
  const has = (...wanted: Part[]) => wanted.some((part) => parts.includes(part));
  if (!has('year', 'shortYear') || !has('month') || !has('day')) throw new RangeError(pattern);
  return { regex: new RegExp(`^${regex}$`), parts };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function instantOf(parts: Parts, zone: string): number | undefined {
  const year = parts.year ?? String(fullYear(Number(parts.shortYear)));
  const two = (text = '0') => text.padStart(2, '0');
  const fraction = (parts.fraction ?? '0').padEnd(3, '0').slice(0, 3);
  const hour = parts.halfDayHour === undefined ? parts.hour : wholeDayHour(parts.halfDayHour, parts.half);
  if (hour === 'none') return undefined;
  const local = `${year}-${two(parts.month)}-${two(parts.day)}T${two(hour)}:${two(parts.minute)}:${two(parts.second)}.${fraction}`;
  return parts.offset === undefined ? localInstant(local, zone) : offsetInstant(local, parts.offset);
}

function fullYear(short: number): number {
  return short < CENTURY_TURNS_AT ? 2000 + short : 1900 + short;
}

function wholeDayHour(hour: string, half: string | undefined): string {
  const n = Number(hour);
  if (n < 1 || n > 12) return 'none';
  return String((n % 12) + (half?.toLowerCase() === 'p' ? 12 : 0));
}

function isoInstant(text: string, zone: string): number | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?))?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i.exec(
      text,
    );
  if (match === null) return undefined;
  const [, date = '', time = '00:00', offset] = match;
  const local = `${date}T${time.length === 5 ? `${time}:00` : time.replace(',', '.')}`;
  return offset === undefined ? localInstant(local, zone) : offsetInstant(local, offset.toUpperCase());
}

function localInstant(local: string, zone: string): number | undefined {
  // A leap second is no time of the wall clock; Temporal would read it as the second before.
  if (/:60(\.|$)/.test(local)) return undefined;
  try {
    return instantOfLocal(local, zone);
  } catch {
    return undefined;
  }
}

function offsetInstant(local: string, offset: string): number | undefined {
  const utc = localInstant(local, 'UTC');
  if (utc === undefined || offset === 'Z') return utc;
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const shift = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? utc + shift : utc - shift;
}

/** Far enough for any log; beyond it a number is no time but some other column. */
const LATEST_MS = Date.UTC(2200, 0);

function epoch(text: string, unitMs: number): number | undefined {
  if (!/^-?\d{1,15}(\.\d{1,9})?$/.test(text)) return undefined;
  const ms = Math.floor(Number(text) * unitMs);
  return ms >= 0 && ms < LATEST_MS ? ms : undefined;
}
