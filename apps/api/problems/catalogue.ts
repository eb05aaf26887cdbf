import { readFileSync } from 'node:fs';
import { type Language, LANGUAGES } from './language.js';
import { type Params } from './problem.js';

type Sentences = Readonly<Record<string, string>>;

/** Sentences by code, one JSON file per language; `{name}` in a sentence is filled from the parameters. */
export class Catalogue {
  private constructor(private readonly sentences: Readonly<Record<Language, Sentences>>) {}

  /**
   * @param folders URLs of folders that hold `ru.json` and `en.json`; later ones add their codes.
   * @throws Error when a code has a sentence in one language only, or two folders give it differently.
   */
  static load(...folders: readonly URL[]): Catalogue {
    const sentences: Record<Language, Record<string, string>> = { ru: {}, en: {} };
    for (const folder of folders)
      for (const language of LANGUAGES) {
        const file = readFileSync(new URL(`${language}.json`, folder), 'utf8');
        for (const [code, text] of Object.entries(JSON.parse(file) as Sentences)) {
          const known = sentences[language][code];
          if (known !== undefined && known !== text) throw new Error(`two ${language} sentences for ${code}`);
          sentences[language][code] = text;
        }
      }
    const lone = Object.keys({ ...sentences.ru, ...sentences.en }).filter(
      (code) => !(code in sentences.ru) || !(code in sentences.en),
    );
    if (lone.length > 0) throw new Error(`sentences in one language only: ${lone.join(', ')}`);
    return new Catalogue(sentences);
  }

  has(code: string): boolean {
    return Object.hasOwn(this.sentences.en, code);
  }

  codes(): string[] {
    return Object.keys(this.sentences.en);
  }

  /**
   * The sentence of a code; the code itself where there is none, so that an answer is never empty. A parameter that is itself a text
   * comes once in each language, as `name.ru` and `name.en`.
   */
  say(language: Language, code: string, params: Params = {}): string {
    const sentence = Object.hasOwn(this.sentences[language], code)
      ? this.sentences[language][code]
      : undefined;
    const filled = (sentence ?? code).replace(/\{(\w+)\}/g, (hole, name: string) => {
      const known = [name, `${name}.${language}`].find((key) => Object.hasOwn(params, key));
      return known === undefined ? hole : String(params[known]);
    });
    return filled.trimEnd();
  }
}
