import { accepted, type Decision, hasCode } from '#event-sourcing';
import { type RuledContext, type TicketContext } from '../policy.js';
import { type ExistingTicket, type TicketState } from '../state/ticket.state.js';
import { type OpenTicket, type TicketCommand } from '../ticket.commands.js';
import { type TicketEvent } from '../ticket.events.js';
import { refusal, type TicketRefusal } from '../ticket.refusals.js';
import { advance } from './advance.js';
import { settleClocks } from './clocks/settle-clocks.js';
import { takeSolutionBack } from './clocks/reopen-clocks.js';
import { CLOSED_HANDLERS, OPEN_HANDLERS } from './handlers/index.js';
import { type Handler } from './handlers/handler.js';
import { openTicket } from './handlers/open-ticket.js';
import { effectiveAt, timingRefusal } from './moment.js';
import { Recording } from './recording.js';

/**
 * First what fell due up to `now` is recorded, then the command is decided on what that left. What fell due stays recorded when the
 * command is refused: it holds all the same.
 */
export function decide(
  command: TicketCommand,
  state: TicketState,
  context: TicketContext,
): Decision<TicketEvent> {
  if (state.status === 'unopened' && command.type !== 'OpenTicket') {
    return refusedBy(refusal('ticket-not-found'), []);
  }
  const { policy } = context;
  if (policy === undefined) return refusedBy(refusal('desk-without-regulation'), []);
  const recording = new Recording(state);
  return state.status === 'unopened' && command.type === 'OpenTicket'
    ? decideOpening(command, recording, { ...context, policy })
    : decideOnTicket(command, recording, { ...context, policy });
}

function decideOpening(
  command: OpenTicket,
  recording: Recording,
  context: RuledContext,
): Decision<TicketEvent> {
  const refused = answering(() => {
    const reason = timingRefusal(context) ?? openTicket(command, recording, context);
    if (reason === undefined) settle(recording, command, context, 0);
    return reason;
  });
  return refused ? refusedBy(refused, []) : accepted(...recording.events);
}

function decideOnTicket(
  command: TicketCommand,
  recording: Recording,
  context: RuledContext,
): Decision<TicketEvent> {
  const overdue = answering(() => void advance(recording, context.now, context.policy));
  if (overdue) return refusedBy(overdue, recording.events);
  const facts = [...recording.events];
  if (command.type === 'Advance') return accepted(...facts);
  if (command.type === 'OpenTicket') return refusedBy(refusal('ticket-already-open'), facts);
  const refused = answering(
    () => timingRefusal(context, recording.ticket) ?? handle(command, recording, context, facts.length),
  );
  return refused ? refusedBy(refused, facts) : accepted(...recording.events);
}

type Handled = Exclude<TicketCommand, { type: 'OpenTicket' | 'Advance' }>;

function handle(
  command: Handled,
  recording: Recording,
  context: RuledContext,
  from: number,
): TicketRefusal | undefined {
  const { ticket } = recording;
  const handler = handlerOf(command, ticket);
  if (handler === undefined) {
    return refusal(ticket.status === 'open' ? 'ticket-not-closed' : 'ticket-closed', {
      number: ticket.number,
    });
  }
  const at = effectiveAt(context, channelOf(command, context));
  const step = { recording, context, policy: context.policy, at, now: context.now };
  const refused = handler(command, ticket, step);
  if (refused !== undefined) return refused;
  takeSolutionBack(recording, ticket, step);
  settle(recording, command, context, from);
  return undefined;
}

function handlerOf({ type }: Handled, ticket: ExistingTicket) {
  const handlers: Partial<Record<string, unknown>> =
    ticket.status === 'open' ? OPEN_HANDLERS : CLOSED_HANDLERS;
  return handlers[type] as Handler<Handled['type'], ExistingTicket> | undefined;
}

/** Clocks follow the facts that the command brought; what a handler did to clocks itself is no trigger. */
function settle(recording: Recording, command: TicketCommand, context: RuledContext, from: number): void {
  const facts = recording.events.slice(from);
  if (facts.length === 0 || isRecordOnClosed(recording, facts)) return;
  const at = effectiveAt(context, channelOf(command, context));
  const policy = command.type === 'AdoptRegulation' ? (context.adopt ?? context.policy) : context.policy;
  settleClocks(recording, facts, { at, now: context.now, policy });
}

/** A note on a closed ticket reaches no clock: they have all ended. */
function isRecordOnClosed(recording: Recording, facts: readonly TicketEvent[]): boolean {
  return recording.ticket.status === 'closed' && !facts.some(({ type }) => type === 'Closed');
}

function channelOf(command: TicketCommand, context: RuledContext): string {
  return 'channel' in command ? command.channel : context.channel;
}

/** A term beyond the calendar's years is no fault of the program: the command is refused, and the year named. */
function answering(attempt: () => TicketRefusal | undefined | void): TicketRefusal | undefined {
  try {
    return attempt() ?? undefined;
  } catch (error) {
    if (!hasCode(error, 'calendar-year-missing')) throw error;
    const { calendar, year } = error as { calendar: string; year: number };
    return refusal('calendar-year-missing', { calendar, year });
  }
}

function refusedBy(reason: TicketRefusal, events: readonly TicketEvent[]): Decision<TicketEvent> {
  return { kind: 'refused', refusal: reason, events };
}
