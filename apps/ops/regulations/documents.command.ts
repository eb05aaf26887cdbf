import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Command } from 'commander';
import { type Refusal } from '#event-sourcing';
import { operatorError } from '#platform';
import { type HelpDesk } from '../../composition/help-desk.js';
import { type OpsContext } from '../cli/ops-context.js';
import { withHelpDesk } from '../cli/with-help-desk.js';
import {
  calendarDocuments,
  type DocumentKind,
  refusalMessages,
  regulationDocuments,
} from './document-kinds.js';
import { documentMessages as messages } from './messages.js';

interface PublishFlags {
  readonly reason: string;
  readonly appliesToOpen?: true;
  readonly effectiveFrom?: string;
}

/** `ops regulations …` and `ops calendars …`: versioned documents that are published into the log. */
export function registerDocuments(program: Command, context: OpsContext): void {
  for (const kind of [regulationDocuments, calendarDocuments]) register(program, context, kind);
}

function register(program: Command, context: OpsContext, kind: DocumentKind): void {
  const { terminal } = context;
  const text = messages.text.bind(messages, terminal.language);
  const group = program.command(kind.command).description(text(kind.command));
  const run = <Args extends unknown[]>(work: (helpDesk: HelpDesk, ...args: Args) => Promise<void>) =>
    context.action((...args: Args) =>
      withHelpDesk(context, kind.command, async (helpDesk) => {
        await helpDesk.publications.refresh();
        await work(helpDesk, ...args);
      }),
    );

  group
    .command('list')
    .description(text('list'))
    .action(
      run(async (helpDesk) => {
        for (const { name, version, from } of await kind.list(helpDesk))
          terminal.line(text('row', { name, version, from }));
      }),
    );
  group
    .command('validate <file>')
    .description(text('validate'))
    .action(
      run(async (helpDesk, file: string) => {
        await findNothing(helpDesk, file);
        terminal.line(text('valid', { file }));
      }),
    );
  const publish = group
    .command('publish <file>')
    .description(text('publish'))
    .requiredOption('--reason <text>', text('reason'))
    .option('--applies-to-open', text('applies-to-open'));
  if (kind === calendarDocuments) publish.requiredOption('--effective-from <date>', text('effective-from'));
  publish.action(
    run(async (helpDesk, file: string, flags: PublishFlags) => {
      const document = await findNothing(helpDesk, file);
      const result = await kind.publish(helpDesk, document, publishOptions(flags));
      if (result.outcome === 'refused') {
        const { code, params } = result.refusal;
        throw operatorError(refusalMessages, code, textsOf(params));
      }
      terminal.line(text('published', kind.nameOf(document)));
    }),
  );

  /** Prints what is wrong with a file. @returns the document when nothing is. */
  async function findNothing(helpDesk: HelpDesk, file: string): Promise<unknown> {
    const document = await readJson(file);
    const findings = await kind.findings(helpDesk, document);
    for (const { at, sentence } of findings)
      terminal.line(text('problem', { at, sentence: sentence(terminal.language) }));
    if (findings.length > 0)
      throw operatorError(messages, 'document-invalid', { file, count: findings.length });
    return document;
  }
}

function textsOf(params: Refusal['params']): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params ?? {}).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? String(value) : value,
    ]),
  );
}

function publishOptions({ reason, appliesToOpen, effectiveFrom = '' }: PublishFlags) {
  const commandId = randomUUID();
  const now = new Date().toISOString();
  return {
    reason,
    appliesToOpen: appliesToOpen === true,
    effectiveFrom,
    commandId,
    metadata: {
      $correlationId: commandId,
      $causationId: commandId,
      actor: 'operator-of-the-installation',
      role: 'administrator',
      occurredAt: now,
      decidedAt: now,
    },
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw operatorError(messages, 'file-unreadable', { file, reason });
  }
}
