/** Field rules of requests: checks and OpenAPI from one decorator, so that the two can't drift apart. */
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { instantOf } from './instant.js';
import {
  atMost,
  CODE,
  day,
  each,
  email,
  fewest,
  flag,
  instant,
  least,
  list,
  longest,
  matching,
  most,
  notBlank,
  object,
  oneOf,
  text,
  textMap,
  unique,
  uuid,
  wellFormed,
  whole,
} from './rules/rule.js';
import { declareField, type FieldShape } from './rules/shape.js';

export interface FieldOptions extends Pick<FieldShape, 'neededIf'> {
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

type Checks = Pick<FieldShape, 'rules' | 'convert' | 'inside'>;

function field(options: FieldOptions, api: ApiPropertyOptions, checks: Checks): PropertyDecorator {
  const { optional = false, neededIf, ...told } = options;
  const document = ApiProperty({ ...api, required: !optional, ...told } as ApiPropertyOptions);
  return (prototype, name) => {
    document(prototype, name);
    declareField(prototype, String(name), { optional, ...checks, ...(neededIf && { neededIf }) });
  };
}

/** Text of people: not blank, without what can't be stored. */
export const Text = (max: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: String, minLength: 1, maxLength: max },
    { rules: [text, longest(max), notBlank, wellFormed] },
  );

/** Text that may be empty: cursors, moments, words to look for. */
export const AnyText = (max: number, options: FieldOptions = {}) =>
  field(options, { type: String, maxLength: max }, { rules: [text, longest(max)] });

export const Email = (options: FieldOptions = {}) =>
  field(
    options,
    { type: String, minLength: 1, maxLength: 320, example: 'user@example.org' },
    { rules: [email, longest(320), wellFormed] },
  );

export const Code = (options: FieldOptions = {}) =>
  field(options, { type: String, pattern: CODE.source }, { rules: [matching(CODE)] });

export const Id = (options: FieldOptions = {}) =>
  field(options, { type: String, format: 'uuid' }, { rules: [uuid], convert: lowerCase });

/** UTC only: an offset would say where the caller stands, and two spellings of one instant would hash apart. */
export const Instant = (options: FieldOptions = {}) =>
  field(options, { type: String, format: 'date-time' }, { rules: [instant], convert: toMilliseconds });

/** A local date, `2026-03-02`. */
export const Day = (options: FieldOptions = {}) =>
  field(options, { type: String, format: 'date' }, { rules: [day] });

export const Flag = (options: FieldOptions = {}) => field(options, { type: Boolean }, { rules: [flag] });

export const Whole = (min: number, max: number, options: FieldOptions = {}) =>
  field(options, { type: 'integer', minimum: min, maximum: max }, { rules: [whole, least(min), most(max)] });

/** A whole number in an address, where everything comes as text. The class gives the default. */
export const WholeInQuery = (min: number, max: number, byDefault: number) =>
  field(
    { optional: true },
    { type: 'integer', minimum: min, maximum: max, default: byDefault },
    { rules: [whole, least(min), most(max)], convert: toNumber },
  );

export const OneOf = (
  values: readonly string[],
  options: FieldOptions & { readonly byDefault?: string } = {},
) => {
  const { byDefault, ...rest } = options;
  const api = { enum: [...values], ...(byDefault === undefined ? {} : { default: byDefault }) };
  return field(rest, api, { rules: [oneOf(values)] });
};

/** At least one of these values, none twice. */
export const SomeOf = (values: readonly string[], options: FieldOptions = {}) =>
  field(
    options,
    { enum: [...values], isArray: true, minItems: 1 },
    { rules: [list, fewest(1), atMost(values.length), unique, each(oneOf(values))] },
  );

export const Codes = (max: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: [String], maxItems: max, uniqueItems: true },
    { rules: [list, atMost(max), unique, each(matching(CODE))] },
  );

/** Words of a query, separated by commas. */
export const CommaSeparated = (max: number, form: RegExp, options: FieldOptions = {}) =>
  field(options, { type: [String] }, { rules: [list, atMost(max), each(matching(form))], convert: toWords });

/** Names to short texts. */
export const TextMap = (maxEntries: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: 'object', additionalProperties: { type: 'string', maxLength: 500 } },
    { rules: [textMap(maxEntries)] },
  );

/** Any JSON object: whoever takes it checks it by a schema of its own. */
export const Document = (options: FieldOptions = {}) =>
  field(options, { type: 'object', additionalProperties: true }, { rules: [object] });

/** An object with fields of its own. */
export const Inside = (type: new () => object, options: FieldOptions = {}) =>
  field(options, { type }, { rules: [object], inside: () => type });

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** The log keeps instants with milliseconds. */
function toMilliseconds(value: unknown): unknown {
  return typeof value === 'string' ? (instantOf(value) ?? value) : value;
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' ? Number(value) : value;
}

function toWords(value: unknown): unknown {
  return typeof value === 'string' ? value.split(',') : value;
}
