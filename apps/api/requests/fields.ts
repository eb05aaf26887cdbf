/** Field rules of request bodies: validation and OpenAPI from one decorator, so that the two can't drift apart. */
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
  ValidateBy,
} from 'class-validator';
import { instantOf } from './instant.js';

export interface FieldOptions {
  readonly optional?: boolean;
  readonly description?: string;
  readonly example?: unknown;
}

const NOT_BLANK = /\S/;
const CODE = /^[a-z][a-z0-9-]{0,47}$/;

function field(
  options: FieldOptions,
  api: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const { optional = false, description, example } = options;
  return applyDecorators(
    ApiProperty({
      ...api,
      required: !optional,
      ...(description === undefined ? {} : { description }),
      ...(example === undefined ? {} : { example }),
    } as ApiPropertyOptions),
    ...(optional ? [Optional()] : []),
    ...rules,
  );
}

/** `null` says the same as leaving the field out: many clients write it so. */
export const Optional = () =>
  applyDecorators(
    IsOptional(),
    Transform(({ value }: { value: unknown }) => value ?? undefined),
  );

/** Text of people: not blank, without U+0000, which PostgreSQL can't hold. */
export const Text = (max: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: String, minLength: 1, maxLength: max },
    IsString(),
    Longest(max),
    Matches(NOT_BLANK, { context: {} }),
    WellFormed(),
  );

export const Code = (options: FieldOptions = {}) =>
  field(options, { type: String, pattern: CODE.source }, Matches(CODE));

export const Id = (options: FieldOptions = {}) =>
  field(options, { type: String, format: 'uuid' }, IsUUID(), Transform(lowerCase));

/** UTC only: an offset would say where the caller stands, and two spellings of one instant would hash apart. */
export const Instant = (options: FieldOptions = {}) =>
  field(
    options,
    { type: String, format: 'date-time' },
    ValidateBy({ name: 'isInstant', validator: { validate: (value: unknown) => isInstant(value) } }),
    Transform(toMilliseconds),
  );

export const Flag = (options: FieldOptions = {}) => field(options, { type: Boolean }, IsBoolean());

export const Whole = (min: number, max: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: 'integer', minimum: min, maximum: max },
    IsInt(),
    Min(min, { context: { min } }),
    Max(max, { context: { max } }),
  );

export const OneOf = (values: readonly string[], options: FieldOptions = {}) =>
  field(options, { enum: [...values] }, IsIn(values, { context: { values: values.join(', ') } }));

export const Codes = (max: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: [String], maxItems: max, uniqueItems: true },
    IsArray(),
    ArrayMaxSize(max, { context: { max } }),
    ArrayUnique(),
    Matches(CODE, { each: true }),
  );

/** Names to short texts. */
export const TextMap = (maxEntries: number, options: FieldOptions = {}) =>
  field(
    options,
    { type: 'object', additionalProperties: { type: 'string', maxLength: 500 } },
    ValidateBy({
      name: 'isTextMap',
      validator: { validate: (value: unknown) => isTextMap(value, maxEntries) },
    }),
  );

/** Counted as the schemas of events count, in UTF-16 units: the library's own rule lets twice as many emoji pass. */
function Longest(max: number): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && value.length <= max;
  // Without a message the library drops the context, and the sentence its limit.
  const validator = { validate, defaultMessage: () => 'too long' };
  return ValidateBy({ name: 'maxLength', validator }, { context: { max } });
}

function WellFormed(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && !value.includes('\0') && isUnicode(value);
  return ValidateBy({ name: 'isWellFormed', validator: { validate } });
}

/** A lone surrogate can't be written as UTF-8: it would come back as another text than was sent. */
function isUnicode(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text);
}

function isTextMap(value: unknown, max: number): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= max &&
    entries.every(
      ([name, text]) =>
        CODE.test(name) &&
        typeof text === 'string' &&
        text.length <= 500 &&
        !text.includes('\0') &&
        isUnicode(text),
    )
  );
}

function lowerCase({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** The log keeps instants with milliseconds. */
function toMilliseconds({ value }: { value: unknown }): unknown {
  return typeof value === 'string' ? (instantOf(value) ?? value) : value;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && instantOf(value) === value;
}
