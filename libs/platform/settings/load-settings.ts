import { type z } from 'zod';
import { languageOf, type Language } from '../messages/messages.js';
import { operatorError, OperatorError } from '../messages/operator-error.js';
import { platformMessages } from '../messages/platform-messages.js';
import { SETTINGS, type SettingDefinition, type SettingName } from './definitions.js';
import { FOREIGN_PREFIX, likelySetting } from './likely-setting.js';

type Value<Definition extends SettingDefinition> = z.output<Definition['schema']>;
type WithDefault = {
  [Name in SettingName]: (typeof SETTINGS)[Name] extends { default: string } ? Name : never;
}[SettingName];

type Values = { readonly [Name in WithDefault]: Value<(typeof SETTINGS)[Name]> } & {
  readonly [Name in Exclude<SettingName, WithDefault>]?: Value<(typeof SETTINGS)[Name]>;
};

export type Settings = Values & {
  /** Of what the process says on its terminal; requests name theirs. */
  readonly language: Language;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings, from the environment; an empty variable counts as unset.
 *
 * @throws OperatorError (exit code 2) that names the first wrong, misspelt or missing setting.
 */
export function loadSettings(env: Environment): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  refuseMisspelt(given);
  const values: Record<string, unknown> = { language: languageOf(given) };
  for (const [name, definition] of Object.entries(SETTINGS) as [SettingName, SettingDefinition][]) {
    const text = given[name] ?? definition.default;
    if (text === undefined) continue;
    const parsed = definition.schema.safeParse(text);
    if (!parsed.success) throw wrongValue(name, definition);
    values[name] = parsed.data;
  }
  const settings = values as unknown as Settings;
  refuseIncomplete(settings);
  return settings;
}

function refuseMisspelt(env: Environment): void {
  for (const name of Object.keys(env)) {
    const likely = likelySetting(name);
    // A variable of some other program may resemble one of ours; where ours is set as well, nothing was misspelt.
    if (likely !== undefined && env[likely] === undefined)
      throw operatorError(platformMessages, 'setting-unknown', { name, likely }, { exitCode: 2 });
    if (likely === undefined && name.startsWith(FOREIGN_PREFIX))
      throw operatorError(platformMessages, 'setting-unknown-prefix', { name }, { exitCode: 2 });
  }
}

function refuseIncomplete(settings: Settings): void {
  const needs: readonly (readonly [SettingName, SettingName])[] = [
    ['DATABASE_ADMIN_URL', 'DATABASE_URL'],
    // Several processes share that database: a key made in one machine's data folder could not be read by the others.
    ['DATABASE_URL', 'VAULT_KEK'],
    ['JWKS_URL', 'JWT_ISSUER'],
    ['JWKS_URL', 'JWT_AUDIENCE'],
  ];
  for (const [name, other] of needs)
    if (settings[name] !== undefined && settings[other] === undefined)
      throw operatorError(platformMessages, 'setting-needs', { name, other }, { exitCode: 2 });
}

/** The value itself is not repeated: it may be a secret. */
function wrongValue(name: SettingName, { expectation }: SettingDefinition): OperatorError {
  const sentence = (language: Language) =>
    platformMessages.text(language, 'setting-wrong', {
      name,
      problem: platformMessages.text(language, expectation.code, expectation.params),
    });
  return new OperatorError('setting-wrong', sentence, 2);
}
