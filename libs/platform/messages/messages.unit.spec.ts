import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { languageOf, loadMessages } from './messages.js';

function catalogue(en: object, ru: object) {
  const folder = mkdtempSync(join(tmpdir(), 'messages-'));
  try {
    writeFileSync(join(folder, 'en.json'), JSON.stringify(en));
    writeFileSync(join(folder, 'ru.json'), JSON.stringify(ru));
    return loadMessages(pathToFileURL(`${folder}/`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('messages', () => {
  it('are filled in the language asked for', () => {
    const messages = catalogue({ hello: 'Hello {name}, {name}' }, { hello: 'Привет, {name} и {name}' });
    expect(messages.text('ru', 'hello', { name: '$&' })).toBe('Привет, $& и $&');
    expect(messages.codes).toEqual(['hello']);
  });

  it('with a hole are a programmer’s error', () => {
    expect(() => catalogue({ a: '{x}' }, { a: '{x}' }).text('en', 'a')).toThrow(RangeError);
  });

  it.each([
    [{ a: '' }, {}],
    [{}, { a: '' }],
    [{ a: '{x}' }, { a: '{y}' }],
    [{ a: '{x}' }, { a: '' }],
  ])('are refused when one language lags behind: %j %j', (en, ru) => {
    expect(() => catalogue(en, ru)).toThrow('differ between languages at "a"');
  });
});

describe('the language of a terminal', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'ru_RU.UTF-8' }, 'ru'],
    [{ LANG: 'RU' }, 'ru'],
    [{ LANG: 'de_DE' }, 'en'],
    [{ LANG: 'ru_RU.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'ru_RU.UTF-8', LC_ALL: '' }, 'ru'],
    [{ LANG: 'en_US', LC_MESSAGES: 'ru_RU' }, 'ru'],
  ])('of %j is %s', (env, language) => {
    expect(languageOf(env)).toBe(language);
  });
});
