import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CommandResult } from '#event-sourcing';
import { type TicketCommand, type TicketEvent, TicketService } from '#tickets';
import { type Access } from '../access/access.js';
import { type Asked } from '../requests/asked.js';
import { type CommandAnswer, commandAnswer } from '../requests/command-answer.js';
import { compact } from '../requests/compact.js';
import { NOW } from '../services.js';
import { TICKET_REFUSAL_STATUSES } from './ticket-refusals.js';

export interface TicketCommandIds {
  readonly ticketId: string;
  readonly commandId: string;
  readonly requestHash?: string;
  /** The ticket's id was drawn for this command. */
  readonly isNew?: boolean;
}

/** What the caller says of the fact that the command records. */
export interface Recorded {
  readonly occurredAt?: string | undefined;
  readonly channel: string;
}

export class ExecuteTicketCommand extends Command<CommandAnswer> {
  constructor(
    readonly access: Access,
    readonly asked: Asked,
    readonly ids: TicketCommandIds,
    readonly command: TicketCommand,
    readonly recorded: Recorded,
    /** Undefined for a ticket that the command opens. */
    readonly number: string | undefined,
  ) {
    super();
  }
}

@CommandHandler(ExecuteTicketCommand)
export class ExecuteTicketCommandHandler implements ICommandHandler<ExecuteTicketCommand> {
  constructor(
    private readonly tickets: TicketService,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  async execute({
    access,
    asked,
    ids,
    command,
    recorded,
    number,
  }: ExecuteTicketCommand): Promise<CommandAnswer> {
    const { correlationId, expectedVersion } = asked;
    const result = await this.tickets.execute({
      ...ids,
      command,
      actor: access.principal.subject,
      role: access.principal.role,
      channel: recorded.channel,
      now: this.now().toISOString(),
      correlationId,
      ...compact({ expectedVersion, occurredAt: recorded.occurredAt }),
    });
    return commandAnswer(ids.ticketId, result, TICKET_REFUSAL_STATUSES, number ?? numberIn(result));
  }
}

/** The number that was stored: of a command repeated, the first one's and not the one drawn now. */
function numberIn({ events }: CommandResult<TicketEvent>): string | undefined {
  const opened = events.find((event) => event.type === 'Opened');
  return opened?.data.number;
}
