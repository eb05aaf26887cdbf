import { resolve } from 'node:path';
import { type Command } from 'commander';
import { seedDesks } from '#desks';
import { hasCode } from '#event-sourcing';
import { OperatorError, operatorError } from '#platform';
import { type OpsContext } from '../cli/ops-context.js';
import { deskMessages } from '../desk/desk-messages.js';
import { withHelpDesk } from '../cli/with-help-desk.js';
import { importFile } from './import-file.js';
import { importMessages, refusalSentence } from './import-messages.js';
import { loadMapping } from './mapping/load-mapping.js';
import { MappingRefused } from './mapping/problems.js';
import { ProgressLine } from './report/progress.js';
import { RefusedFile } from './report/refused-file.js';
import { reportLines } from './report/report-lines.js';

interface Options {
  readonly mapping: string;
  readonly desk: string;
  readonly refused?: string;
}

/** `import FILE --mapping M --desk D`: exit code 0 when every row is accounted for, refused ones included. */
export function registerImport(program: Command, context: OpsContext): void {
  const { terminal } = context;
  const { language } = terminal;
  const text = importMessages.text.bind(importMessages, language);
  program
    .command('import')
    .description(text('import'))
    .argument('<file>', text('file'))
    .requiredOption('--mapping <file>', text('mapping'))
    .requiredOption('--desk <code>', text('desk'))
    .option('--refused <file>', text('refused-option'))
    .action(
      context.action(async (file: string, options: Options) => {
        const stopWatching = onSignal(() => terminal.line(text('interrupted')));
        try {
          await run(context, resolve(file), options);
        } catch (error) {
          throw explained(error, options.desk);
        } finally {
          stopWatching();
        }
      }),
    );
}

async function run(context: OpsContext, path: string, { mapping, desk, refused }: Options): Promise<void> {
  const { terminal } = context;
  const { language } = terminal;
  const text = importMessages.text.bind(importMessages, language);
  const loaded = await loadMapping(resolve(mapping));
  const reading = new ProgressLine(process.stdout, (percent) => text('reading', { percent }));
  const importing = new ProgressLine(process.stdout, (percent, rows) => text('importing', { percent, rows }));
  await withHelpDesk(context, 'import', async (helpDesk) => {
    await seedDesks(helpDesk.desks, helpDesk.publications, new Date().toISOString());
    const list = new RefusedFile(refused === undefined ? `${path}.refused.csv` : resolve(refused));
    const startedAt = performance.now();
    let listed: string | undefined;
    try {
      const tally = await importFile({
        helpDesk,
        path,
        mapping: loaded,
        desk,
        tempFolder: context.settings().DATA_DIR,
        onRefused: (line, code, params) => list.add(line, code, refusalSentence(language, code, params)),
        onRead: (bytes, total) => reading.show(bytes, total),
        onRows: (rows, total) => importing.show(rows, total),
        onCatchingUp: () => terminal.line(deskMessages.text(language, 'catching-up')),
        onOccupied: () => terminal.line(text('occupied', { desk })),
      });
      importing.end();
      listed = list.close();
      const seconds = (performance.now() - startedAt) / 1_000;
      for (const line of reportLines(language, { tally, seconds, desk, refused: listed }))
        terminal.line(line);
      if (!tally.isComplete) throw operatorError(importMessages, 'rows-do-not-add-up', tally.sums);
    } catch (error) {
      list.abandon();
      throw error;
    }
  });
}

/** Runs when the process is ended by a signal; the signal itself is the program's to handle. */
function onSignal(say: () => void): () => void {
  const onExit = (code: number) => (code === 130 || code === 143) && say();
  process.once('exit', onExit);
  return () => void process.removeListener('exit', onExit);
}

function explained(error: unknown, desk: string): unknown {
  if (error instanceof MappingRefused) {
    const { problems } = error;
    return new OperatorError(
      problems[0]?.code ?? 'mapping-refused',
      (language) =>
        importMessages.text(language, 'mapping-refused', {
          problems: problems
            .map(({ code, params }) => `  ${importMessages.text(language, code, params)}`)
            .join('\n'),
        }),
      2,
    );
  }
  if (hasCode(error, 'wrong-expected-version'))
    return operatorError(importMessages, 'other-writer', { desk });
  return error;
}
