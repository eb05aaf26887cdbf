import { type Command } from 'commander';
import { type EventEnvelope, streamName } from '#event-sourcing';
import { type Language, loadMessages, operatorError } from '#platform';
import {
  type Clock,
  explainClock,
  lineParams,
  parseTicketNumber,
  replay,
  type ReplayedEvent,
  TICKET_CATEGORY,
  type TicketEvent,
  ticketByIdOrNumber,
} from '#tickets';
import { localDateTime, parseInstant } from '#working-time';
import { sentenceOf } from '../../api/tickets/history-lines.js';
import { type HelpDesk } from '../../composition/help-desk.js';
import { momentOf } from '../cli/moment.js';
import { type OpsContext } from '../cli/ops-context.js';
import { withHelpDesk } from '../cli/with-help-desk.js';
import { caughtUp } from '../desk/caught-up.js';
import { deskMessages } from '../desk/desk-messages.js';
import type english from './messages/en.json';

const messages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));

/** `replay TICKET [--as-of T]`: the life of a ticket, each event with the clocks that it changed, then every clock explained. */
export function registerReplay(program: Command, context: OpsContext): void {
  const { language } = context.terminal;
  const text = messages.text.bind(messages, language);
  program
    .command('replay')
    .description(text('replay'))
    .argument('<ticket>', text('ticket'))
    .option('--as-of <moment>', text('as-of'))
    .action(
      context.action(async (ticket: string, { asOf }: { asOf?: string }) => {
        await withHelpDesk(context, 'replay', async (helpDesk) => {
          const envelopes = await eventsOf(helpDesk, ticket, () =>
            context.terminal.line(deskMessages.text(language, 'catching-up')),
          );
          const lines = await lifeOf(helpDesk, envelopes, language, asOf);
          for (const line of lines) context.terminal.line(line);
        });
      }),
    );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Personal texts stay sealed: a terminal is no place for them. */
async function eventsOf(helpDesk: HelpDesk, ticket: string, onWait: () => void) {
  const { store, codec } = helpDesk;
  const id = UUID.test(ticket) ? ticket.toLowerCase() : await idOf(helpDesk, ticket, onWait);
  const recorded = id === undefined ? [] : await store.readStream(streamName(TICKET_CATEGORY, id));
  if (recorded.length === 0) throw operatorError(messages, 'ticket-unknown', { ticket });
  return codec.decodeBatch<TicketEvent>(recorded, { personal: 'omit', unknown: 'skip' });
}

async function idOf(helpDesk: HelpDesk, typed: string, onWait: () => void): Promise<string | undefined> {
  const parsed = parseTicketNumber(typed);
  if (!parsed.ok) throw operatorError(messages, 'number-wrong', { ticket: typed }, { exitCode: 2 });
  await caughtUp(helpDesk, onWait);
  return (await ticketByIdOrNumber(helpDesk.readStore, parsed.number))?.view.summary.ticket;
}

async function lifeOf(
  { policies }: HelpDesk,
  envelopes: readonly EventEnvelope<TicketEvent>[],
  language: Language,
  asOf: string | undefined,
): Promise<readonly string[]> {
  const text = messages.text.bind(messages, language);
  const desk = envelopes[0]?.metadata.desk ?? '';
  const zone = (await policies.regulations(desk)).at(-1)?.document.zone ?? 'UTC';
  const local = (instant: string) => localDateTime(parseInstant(instant), zone);
  const until = asOf === undefined ? undefined : momentOf(asOf, zone);
  const { ticket, events } = replay(envelopes, until);
  if (ticket.status === 'unopened') return [text('not-yet')];
  const at = until ?? events.at(-1)?.envelope.metadata.decidedAt ?? '';
  const lines = events.flatMap((event) => [
    `${local(event.at)}  ${sentenceOf({ type: event.envelope.event.type, params: lineParams(event.envelope.event) }, language)}  (${by(event)})`,
    ...event.clocks.map((clock) => `    ${clockLine(clock, language, local)}`),
  ]);
  const explained = await Promise.all(
    ticket.clocks.map(async (clock) => {
      const known = await explainClock(
        events.map(({ envelope }) => envelope.event),
        clock.id,
        at,
        policies,
      );
      const stretches = known?.stretches ?? [];
      return [
        text('clock', {
          clock: clock.id,
          elapsed: duration(known?.elapsedMs ?? 0),
          state: clockLine(clock, language, local),
        }),
        ...stretches.map(({ from, to, kind, reason }) =>
          text('stretch', {
            from: local(from),
            to: local(to),
            kind: text(kind),
            reason: reason ?? '',
          }).trimEnd(),
        ),
      ];
    }),
  );
  const title = text('title', { number: ticket.number, status: text(ticket.status), moment: local(at) });
  return [title, ...lines, '', ...explained.flat()];
}

function by({ envelope }: ReplayedEvent): string {
  const { actor, role } = envelope.metadata;
  return actor === role ? role : `${role} ${actor}`;
}

function clockLine(clock: Clock, language: Language, local: (instant: string) => string): string {
  const text = messages.text.bind(messages, language);
  const { run } = clock;
  const breach = clock.breach === undefined ? '' : text('breached', { at: local(clock.breach.at) });
  const annulled = clock.breach === undefined || clock.breach.annulled === false ? '' : text('annulled');
  const state =
    run.kind === 'running'
      ? text('running', { due: run.dueAt === undefined ? '–' : local(run.dueAt) })
      : run.kind === 'standing'
        ? text('standing')
        : text(run.kind, { at: local(run.at) });
  return [clock.id, state, breach, annulled].filter((part) => part !== '').join(', ');
}

function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(Math.floor((ms % 60_000) / 1_000))}`;
}
