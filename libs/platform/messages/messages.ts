import { readFileSync } from 'node:fs';

export const LANGUAGES = ['en', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
export type MessageParams = Readonly<Record<string, string | number>>;

/** Texts that people see, by stable code, in every language that the product speaks. */
export interface Messages<Code extends string = string> {
  readonly codes: readonly Code[];
  /** @throws RangeError when a placeholder of the text has no value: a sentence with a hole is a bug, not a text. */
  text(language: Language, code: Code, params?: MessageParams): string;
}

type Catalogue = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g;

/**
 * Reads `en.json` and `ru.json` (code → text with `{placeholders}`) from a folder that is deployed beside the code.
 *
 * @param folder ends in a slash, usually `new URL('./', import.meta.url)`.
 * @throws Error when the languages differ in their codes or placeholders, so that no language lags behind unseen.
 */
export function loadMessages<Code extends string>(folder: URL): Messages<Code> {
  const read = (language: Language) =>
    JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8')) as Catalogue;
  const catalogues: Record<Language, Catalogue> = { en: read('en'), ru: read('ru') };
  assertSameShape(catalogues.en, catalogues.ru, folder);
  return {
    codes: Object.keys(catalogues.en) as Code[],
    text: (language, code, params = {}) => fill(catalogues[language][code] ?? code, params, language),
  };
}

/** A parameter that is itself a text comes once in each language, as `name.ru` and `name.en`. */
function fill(text: string, params: MessageParams, language: Language): string {
  const filled = text.replace(PLACEHOLDER, (_, name: string) => {
    const value = params[name] ?? params[`${name}.${language}`];
    if (value === undefined) throw new RangeError(`no value for {${name}} in "${text}"`);
    return String(value);
  });
  return filled.trimEnd();
}

function assertSameShape(a: Catalogue, b: Catalogue, folder: URL): void {
  for (const code of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (placeholders(a[code]) !== placeholders(b[code]))
      throw new Error(`messages in ${folder.href} differ between languages at "${code}"`);
  }
}

function placeholders(text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : [...text.matchAll(PLACEHOLDER)]
        .map((m) => m[1])
        .sort()
        .join();
}

/** The language of a command line: the first of LC_ALL, LC_MESSAGES, LANG that is set decides; English unless Russian. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '');
  return locale?.toLowerCase().startsWith('ru') === true ? 'ru' : 'en';
}
