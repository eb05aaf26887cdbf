import { readFile } from 'node:fs/promises';
import { type Command } from 'commander';
import { type Language, languageOf, loadMessages } from '#platform';
import { checkWorkingTimeCases } from '#working-time';
import type english from './messages/en.json';

const messages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));

/** `working-time check FILE`: answers every case of the file, prints each wrong one, and ends with 1 if any is wrong, 2 if the file can't be read. */
export function registerWorkingTime(program: Command): void {
  const language = languageOf(process.env);
  program
    .command('working-time')
    .description(messages.text(language, 'working-time'))
    .command('check')
    .description(messages.text(language, 'check'))
    .argument('<file>', messages.text(language, 'file'))
    .action(async (file: string) => {
      process.exitCode = await checkFile(file, language);
    });
}

/** @returns the exit code: 0 all right, 1 some wrong (or no case at all), 2 unreadable */
export async function checkFile(
  file: string,
  language: Language,
  print: (line: string) => void = console.log,
): Promise<0 | 1 | 2> {
  let result: ReturnType<typeof checkWorkingTimeCases>;
  try {
    result = checkWorkingTimeCases(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    print(messages.text(language, 'unreadable', { file, reason: reasonOf(error) }));
    return 2;
  }
  const { right, wrong } = result;
  for (const { section, number, expected, actual, case: given } of wrong)
    print(
      messages.text(language, 'wrong', { section, number, expected, actual, given: JSON.stringify(given) }),
    );
  print(messages.text(language, 'summary', { right, wrong: wrong.length }));
  return wrong.length > 0 || right === 0 ? 1 : 0;
}

const reasonOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ').slice(0, 300);
