import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';
import { type MessageParams } from '../messages/messages.js';
import { type PlatformMessage } from '../messages/platform-messages.js';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What a value has to be, as a message; zod's own English never reaches an operator. */
export interface Expectation {
  readonly code: PlatformMessage;
  readonly params?: MessageParams;
}

export interface SettingDefinition<Schema extends z.ZodType = z.ZodType> {
  /** Takes the text of the environment variable. */
  readonly schema: Schema;
  /** As one would write it in the environment; none: the setting may be absent. */
  readonly default?: string;
  readonly expectation: Expectation;
  /** Never printed, never logged. */
  readonly secret?: true;
}

const setting = <Schema extends z.ZodType>(
  schema: Schema,
  expectation: Expectation,
  rest: { readonly secret?: true } = {},
) => ({ schema, expectation, ...rest });

const settingWithDefault = <Schema extends z.ZodType>(
  schema: Schema,
  expectation: Expectation,
  value: string,
) => ({ schema, expectation, default: value });

const url = (...protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most));
const isKey = (text: string) =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === 32;

/** An address, or a network as address/bits. A network of all addresses would let every caller name himself, so there is none. */
function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const most = isIP(address) === 4 ? 32 : 128;
  return (
    isIP(address) !== 0 && !address.includes('%') && (bits === undefined || (+bits >= 1 && +bits <= most))
  );
}

const networks = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .refine((parts) => parts.every(isNetwork));

/** Every setting of the product. The README's table is checked against this one by a test. */
export const SETTINGS = {
  PORT: settingWithDefault(wholeNumber(0, 65_535), { code: 'expect-port' }, '3000'),
  HOST: settingWithDefault(z.string().min(1), { code: 'expect-text' }, '127.0.0.1'),
  DATA_DIR: settingWithDefault(
    z
      .string()
      .min(1)
      .transform((path) => (isAbsolute(path) ? path : resolve(path))),
    { code: 'expect-text' },
    './data',
  ),
  DATABASE_URL: setting(url('postgres:', 'postgresql:'), { code: 'expect-postgres-url' }, { secret: true }),
  DATABASE_ADMIN_URL: setting(
    url('postgres:', 'postgresql:'),
    { code: 'expect-postgres-url' },
    { secret: true },
  ),
  EVENTSTORE_URL: setting(
    // Names several nodes where there are several, which no URL does; the adapter looks at the rest.
    z.string().regex(/^esdb(\+discover)?:\/\/[^\s/?]+(\/?\?\S*)?$/),
    { code: 'expect-eventstore-url' },
    { secret: true },
  ),
  VAULT_KEK: setting(z.string().refine(isKey), { code: 'expect-kek' }, { secret: true }),
  JWKS_URL: setting(url('http:', 'https:'), { code: 'expect-http-url' }),
  JWT_ISSUER: setting(z.string().min(1), { code: 'expect-text' }),
  JWT_AUDIENCE: setting(z.string().min(1), { code: 'expect-text' }),
  LOG_LEVEL: settingWithDefault(
    z.enum(LOG_LEVELS),
    { code: 'expect-log-level', params: { levels: LOG_LEVELS.join(', ') } },
    'info',
  ),
  RATE_LIMIT_MAX: settingWithDefault(
    wholeNumber(1, 1_000_000),
    { code: 'expect-positive', params: { least: 1 } },
    '600',
  ),
  RATE_LIMIT_WINDOW_SECONDS: settingWithDefault(
    wholeNumber(1, 86_400),
    { code: 'expect-positive', params: { least: 1 } },
    '60',
  ),
  TRUSTED_PROXIES: setting(networks, { code: 'expect-networks' }),
  DRAIN_WAIT_MS: settingWithDefault(
    wholeNumber(0, 300_000),
    { code: 'expect-between', params: { least: 0, most: 300_000 } },
    '0',
  ),
  CLOCK_SKEW_LIMIT_MS: settingWithDefault(
    wholeNumber(100, 3_600_000),
    { code: 'expect-between', params: { least: 100, most: 3_600_000 } },
    '2000',
  ),
  WORKER_PORT: setting(wholeNumber(0, 65_535), { code: 'expect-port' }),
} as const satisfies Record<string, SettingDefinition>;

export type SettingName = keyof typeof SETTINGS;
