import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LANGUAGES } from '../messages/messages.js';
import { type OperatorError } from '../messages/operator-error.js';
import { SETTINGS, type SettingDefinition, type SettingName } from './definitions.js';
import { loadSettings } from './load-settings.js';

const KEK = Buffer.alloc(32, 1).toString('base64');
const NAMES = Object.keys(SETTINGS) as SettingName[];

function refusal(env: Record<string, string>): OperatorError {
  try {
    loadSettings(env);
  } catch (error) {
    return error as OperatorError;
  }
  throw new Error(`not refused: ${JSON.stringify(env)}`);
}

describe('settings', () => {
  it('have defaults for a newcomer who sets nothing', () => {
    expect(loadSettings({ PATH: '/bin', HOME: '/home/x' })).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      LOG_LEVEL: 'info',
      language: 'en',
    });
  });

  it('are typed; an empty one counts as unset', () => {
    const settings = loadSettings({ PORT: '8080', LOG_LEVEL: 'debug', JWKS_URL: '', LANG: 'ru_RU.UTF-8' });
    expect(settings).toMatchObject({ PORT: 8080, LOG_LEVEL: 'debug', language: 'ru' });
    expect(settings).not.toHaveProperty('JWKS_URL');
  });

  it.each([
    'esdb://host:2113',
    'esdb://user:password@one:2113,two:2113,three:2113?tls=true&tlsCAFile=/certificates/ca.crt',
    'esdb+discover://cluster.example.org:2113',
  ])('EVENTSTORE_URL=%s is taken', (url) => {
    expect(loadSettings({ EVENTSTORE_URL: url })).toMatchObject({ EVENTSTORE_URL: url });
  });

  it('TRUSTED_PROXIES is a list of addresses and networks', () => {
    expect(loadSettings({ TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/16,fd00::/8' })).toMatchObject({
      TRUSTED_PROXIES: ['10.0.0.5', '10.1.0.0/16', 'fd00::/8'],
    });
    expect(loadSettings({})).not.toHaveProperty('TRUSTED_PROXIES');
  });

  it.each<[SettingName, string]>([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80a'],
    ['PORT', '1e3'],
    ['PORT', ' 80'],
    ['DATABASE_URL', 'mysql://host/db'],
    ['DATABASE_URL', 'localhost:5432'],
    ['DATABASE_ADMIN_URL', 'x'],
    ['EVENTSTORE_URL', 'http://host'],
    ['EVENTSTORE_URL', 'kurrentdb://host:2113'],
    ['EVENTSTORE_URL', 'esdb:///?tls=false'],
    ['VAULT_KEK', 'c2hvcnQ='],
    ['VAULT_KEK', KEK.replace(/=$/, '')],
    ['JWKS_URL', 'ftp://host'],
    ['LOG_LEVEL', 'INFO'],
    ['RATE_LIMIT_MAX', '0'],
    ['RATE_LIMIT_WINDOW_SECONDS', '1.5'],
    ['DRAIN_WAIT_MS', '300001'],
    ['CLOCK_SKEW_LIMIT_MS', '99'],
    ['WORKER_PORT', '65536'],
    ['TRUSTED_PROXIES', 'nginx'],
    ['TRUSTED_PROXIES', '10.0.0.0/0'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', '::/129'],
    ['TRUSTED_PROXIES', '10.0.0.5;10.0.0.6'],
    ['TRUSTED_PROXIES', '10.0.0.5,,10.0.0.6'],
    ['TRUSTED_PROXIES', '10.0.0/8'],
  ])('%s=%s is refused in one sentence that names it and keeps its value', (name, value) => {
    const error = refusal({ [name]: value });
    expect(error).toMatchObject({ code: 'setting-wrong', exitCode: 2 });
    for (const language of LANGUAGES) {
      expect(error.sentence(language)).toContain(name);
      if (value.length > 3) expect(error.sentence(language)).not.toContain(value);
    }
    expect(error.sentence('ru')).toMatch(/[а-я]/);
  });

  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['database_url', 'DATABASE_URL'],
    ['DATADIR', 'DATA_DIR'],
    ['PATH', undefined],
    ['HOME', undefined],
    ['HOSTNAME', undefined],
    ['DATA_DIRR', 'DATA_DIR'],
    ['HELP_DESK_PORT', 'PORT'],
    ['HELP_DESK_VAULT_KEY', 'VAULT_KEK'],
    ['JWT_ISUER', 'JWT_ISSUER'],
  ])('%s is taken for %s', (name, likely) => {
    if (likely === undefined) expect(loadSettings({ [name]: 'x' })).toHaveProperty('PORT');
    else
      expect(refusal({ [name]: 'x' }).sentence('en')).toBe(
        `There is no setting ${name}; did you mean ${likely}?`,
      );
  });

  it('another program’s variable passes where ours is set as well', () => {
    const env = { DATABASE_URI: 'x', DATABASE_URL: 'postgres://a@b/c', VAULT_KEK: KEK };
    expect(loadSettings(env).DATABASE_URL).toBe('postgres://a@b/c');
  });

  it('with our prefix and like no setting are refused', () => {
    expect(refusal({ HELP_DESK_COLOUR: 'red' })).toMatchObject({
      code: 'setting-unknown-prefix',
      exitCode: 2,
    });
  });

  it.each([
    [{ DATABASE_ADMIN_URL: 'postgres://a@b/c' }, 'DATABASE_URL'],
    [{ DATABASE_URL: 'postgres://a@b/c' }, 'VAULT_KEK'],
    [{ JWKS_URL: 'https://id.example/keys', JWT_AUDIENCE: 'desk' }, 'JWT_ISSUER'],
    [{ JWKS_URL: 'https://id.example/keys', JWT_ISSUER: 'id' }, 'JWT_AUDIENCE'],
  ])('%j needs %s', (env, other) => {
    const error = refusal(env);
    expect(error.code).toBe('setting-needs');
    expect(error.sentence('en')).toContain(other);
  });

  it('never fail in another way, whatever the environment holds', () => {
    const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ minLength: 1 }));
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), (env) => {
        try {
          loadSettings(env);
        } catch (error) {
          expect((error as OperatorError).name).toBe('OperatorError');
          for (const language of LANGUAGES)
            expect((error as OperatorError).sentence(language)).not.toMatch(/\{|\}/);
        }
      }),
    );
  });

  it('stand in the README, all of them, with their defaults', () => {
    const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    const section = readme.split('## Settings')[1]?.split('\n\n`LC_ALL`')[0] ?? '';
    const rows = [...section.matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`|–) \|/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const settings = (Object.entries(SETTINGS) as [SettingName, SettingDefinition][]).map(
      ([name, definition]) => [name, definition.default],
    );
    expect(rows).toEqual(settings);
  });
});
