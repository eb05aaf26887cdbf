import { Command, CommanderError } from 'commander';
import { loadMessages, operatorError } from '#platform';
import { registerBackup } from '../backup/backup.command.js';
import { registerDesk } from '../desk/desk.command.js';
import { registerEventStore } from '../event-store/event-store.command.js';
import { registerImport } from '../import/import.command.js';
import { registerQueue } from '../queue/queue.command.js';
import { registerReplay } from '../replay/replay.command.js';
import { registerRestore } from '../backup/restore.command.js';
import { registerProjections } from '../projections/projections.command.js';
import { registerDocuments } from '../regulations/documents.command.js';
import { registerVersions } from '../versions/versions.command.js';
import { registerWorkingTime } from '../working-time/check.command.js';
import type english from './messages/en.json';
import { type OpsContext } from './ops-context.js';

const messages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));

/** All commands. A new one is a folder with a `register…(program, context)`, named here. */
function createProgram(context: OpsContext): Command {
  const program = new Command('ops')
    .description(messages.text(context.terminal.language, 'program'))
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  registerBackup(program, context);
  registerRestore(program, context);
  registerVersions(program, context);
  registerProjections(program, context);
  registerDocuments(program, context);
  registerWorkingTime(program);
  registerDesk(program, context);
  registerEventStore(program, context);
  registerImport(program, context);
  registerQueue(program, context);
  registerReplay(program, context);
  return program;
}

/** @param args without the names of Node and of the script. */
export async function runOps(args: readonly string[], context: OpsContext): Promise<void> {
  try {
    await createProgram(context).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || error.code === 'commander.help') return;
    context.fail(usageError(error));
  }
}

function usageError({ code, message }: CommanderError) {
  const what = message.replace(/^error: /, '').replace(/\.?\n.*$/s, '');
  const unknown = /unknown command '(.*)'/.exec(message)?.[1];
  if (code === 'commander.unknownCommand' && unknown !== undefined)
    return operatorError(messages, 'unknown-command', { what: unknown }, { exitCode: 2 });
  return operatorError(messages, 'usage-wrong', { what }, { exitCode: 2 });
}
