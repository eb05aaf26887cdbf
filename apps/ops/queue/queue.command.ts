import { type Command } from 'commander';
import { loadMessages, operatorError } from '#platform';
import { queueEntry, type QueueEntry } from '#tickets';
import { localDateTime, parseInstant } from '#working-time';
import { type HelpDesk } from '../../composition/help-desk.js';
import { momentOf } from '../cli/moment.js';
import { type OpsContext } from '../cli/ops-context.js';
import { withHelpDesk } from '../cli/with-help-desk.js';
import { caughtUp } from '../desk/caught-up.js';
import { assertDesk } from '../desk/desk-errors.js';
import { deskMessages } from '../desk/desk-messages.js';
import type english from './messages/en.json';
import { queueAt } from './queue-at.js';
import { queueFromLog } from './queue-from-log.js';

const messages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));

interface Options {
  readonly asOf?: string;
  readonly limit: string;
  readonly fromLog?: true;
}

/** `queue DESK [--as-of T] [--limit N] [--from-log]`. */
export function registerQueue(program: Command, context: OpsContext): void {
  const text = messages.text.bind(messages, context.terminal.language);
  program
    .command('queue')
    .description(text('queue'))
    .argument('<desk>', text('desk'))
    .option('--as-of <moment>', text('as-of'))
    .option('--limit <n>', text('limit'), '50')
    .option('--from-log', text('from-log'))
    .action(
      context.action(async (desk: string, options: Options) => {
        const limit = limitOf(options.limit);
        await withHelpDesk(context, 'queue', async (helpDesk) => {
          await assertDesk(helpDesk, desk);
          const zone = (await helpDesk.policies.regulations(desk)).at(-1)?.document.zone ?? 'UTC';
          const at = options.asOf === undefined ? undefined : momentOf(options.asOf, zone);
          await print(context, helpDesk, { desk, at, limit, zone, fromLog: options.fromLog === true });
        });
      }),
    );
}

interface Question {
  readonly desk: string;
  readonly at: string | undefined;
  readonly limit: number;
  readonly zone: string;
  readonly fromLog: boolean;
}

async function print(context: OpsContext, helpDesk: HelpDesk, question: Question): Promise<void> {
  const { terminal } = context;
  const { language } = terminal;
  const { desk, at, limit, zone, fromLog } = question;
  const { entries, total, settled } = fromLog
    ? await replayed(helpDesk, question)
    : await projected(helpDesk, question, () => terminal.line(deskMessages.text(language, 'catching-up')));
  const local = (instant: string) => localDateTime(parseInstant(instant), zone);
  const moment = at === undefined ? messages.text(language, 'now') : local(at);
  terminal.line(
    messages.text(language, 'title', { desk, moment, shown: Math.min(limit, entries.length), total }),
  );
  if (!settled) terminal.line(messages.text(language, 'unsettled'));
  entries.slice(0, limit).forEach((entry, i) => {
    const row = messages.text(language, 'row', {
      place: String(i + 1).padStart(5),
      number: entry.number,
      priority: entry.priority,
      receivedAt: local(entry.receivedAt),
      waitingFor: messages.text(language, partyCode(entry.waitingFor)),
      reason: entry.reason,
      due: entry.dueAt === null ? '–' : `${local(entry.dueAt)} ${entry.dueClock ?? ''}`,
    });
    terminal.line(row);
  });
}

async function projected(helpDesk: HelpDesk, { desk, at, limit }: Question, onWait: () => void) {
  await caughtUp(helpDesk, onWait);
  return queueAt(helpDesk.readStore, desk, { at, limit });
}

async function replayed(helpDesk: HelpDesk, { desk, at }: Question) {
  const entries: readonly QueueEntry[] = (await queueFromLog(helpDesk, desk, at)).map(queueEntry);
  return { entries, total: entries.length, settled: true };
}

function partyCode(party: string): 'first-line' | 'developers' | 'manufacturer' | 'customer' {
  switch (party) {
    case 'developers':
    case 'manufacturer':
    case 'customer':
      return party;
    default:
      return 'first-line';
  }
}

const MOST = 100_000;

function limitOf(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0 && limit <= MOST) return limit;
  throw operatorError(messages, 'limit-wrong', { text, most: MOST }, { exitCode: 2 });
}
