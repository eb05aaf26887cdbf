import { type Params } from '../../problems/problem.js';
import { instantOf } from '../instant.js';

/** One thing that a field's value must be. `code` is stable and names a sentence of the message files. */
export interface Rule {
  readonly code: string;
  readonly holds: (value: unknown) => boolean;
  /** Limits that the sentence names. */
  readonly params?: Params;
}

/** Codes of desks, channels, kinds: as regulations write them. */
export const CODE = /^[a-z][a-z0-9-]{0,47}$/;
const NOT_BLANK = /\S/;
const UUID =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-(?:0{4}-){3}0{12}|f{8}-(?:f{4}-){3}f{12})$/i;
/** One @, no spaces or quoting before it, a domain of two labels or more after it; letters of any alphabet. */
const EMAIL =
  /^[^\s@"(),:;<>[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LONGEST_MAP_TEXT = 500;

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** PostgreSQL can't hold U+0000, and a lone surrogate can't be written as UTF-8: it would come back as another text. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const text: Rule = { code: 'is-string', holds: isText };
export const notBlank: Rule = { code: 'matches', holds: (value) => isText(value) && NOT_BLANK.test(value) };
export const wellFormed: Rule = {
  code: 'is-well-formed',
  holds: (value) => isText(value) && isStorable(value),
};
export const uuid: Rule = { code: 'is-uuid', holds: (value) => isText(value) && UUID.test(value) };
export const email: Rule = { code: 'is-email', holds: (value) => isText(value) && EMAIL.test(value) };
export const instant: Rule = {
  code: 'is-instant',
  holds: (value) => isText(value) && instantOf(value) === value,
};
export const flag: Rule = { code: 'is-boolean', holds: (value) => typeof value === 'boolean' };
export const whole: Rule = { code: 'is-int', holds: Number.isInteger };
export const list: Rule = { code: 'is-array', holds: Array.isArray };
export const object: Rule = {
  code: 'is-object',
  holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
/** A day that the calendar has, as `2026-03-02`. */
export const day: Rule = {
  code: 'is-iso8601',
  holds: (value) => isText(value) && DAY.test(value) && instantOf(`${value}T00:00:00Z`) !== undefined,
};
export const unique: Rule = {
  code: 'array-unique',
  holds: (value) => Array.isArray(value) && new Set(value).size === value.length,
};

/** @param max characters, counted in UTF-16 units as the schemas of events count them. */
export function longest(max: number): Rule {
  return { code: 'max-length', holds: (value) => isText(value) && value.length <= max, params: { max } };
}

export function matching(form: RegExp): Rule {
  return { code: 'matches', holds: (value) => isText(value) && form.test(value) };
}

export function oneOf(values: readonly string[]): Rule {
  return {
    code: 'is-in',
    holds: (value) => (values as readonly unknown[]).includes(value),
    params: { values: values.join(', ') },
  };
}

export function least(min: number): Rule {
  return { code: 'min', holds: (value) => typeof value === 'number' && value >= min, params: { min } };
}

export function most(max: number): Rule {
  return { code: 'max', holds: (value) => typeof value === 'number' && value <= max, params: { max } };
}

export function fewest(min: number): Rule {
  return {
    code: 'array-min-size',
    holds: (value) => Array.isArray(value) && value.length >= min,
    params: { min },
  };
}

export function atMost(max: number): Rule {
  return {
    code: 'array-max-size',
    holds: (value) => Array.isArray(value) && value.length <= max,
    params: { max },
  };
}

export function each(rule: Rule): Rule {
  return { ...rule, holds: (value) => Array.isArray(value) && value.every(rule.holds) };
}

/** Codes to short texts. */
export function textMap(maxEntries: number): Rule {
  return {
    code: 'is-text-map',
    holds: (value) => {
      if (!object.holds(value)) return false;
      const entries = Object.entries(value as object);
      return (
        entries.length <= maxEntries && entries.every(([name, inner]) => CODE.test(name) && isShort(inner))
      );
    },
  };
}

function isShort(value: unknown): boolean {
  return isText(value) && value.length <= LONGEST_MAP_TEXT && isStorable(value);
}
