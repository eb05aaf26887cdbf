import { type CommandResult, type Dispatch } from '#event-sourcing';
import { type TicketService } from '../application/ticket-service.js';
import { type Instant, later } from '../domain/instant.js';
import { type TicketCommand } from '../domain/ticket.commands.js';
import { type TicketEvent } from '../domain/ticket.events.js';

/** A command of a process to one ticket. */
export interface TicketProcessCommand {
  readonly ticketId: string;
  readonly desk: string;
  readonly command: TicketCommand;
}

export interface DeskModes {
  mode(desk: string): Promise<'live' | 'importing'>;
}

interface TicketDispatchDependencies {
  readonly service: Pick<TicketService, 'execute'>;
  readonly desks: DeskModes;
  /** The wall clock, ISO 8601 UTC. */
  readonly now: () => Instant;
}

/**
 * Sends what processes want of tickets. A desk that is being imported lives in the time of its log: there the command is decided at the
 * time of its cause, else today's clock would let everything fall due in the middle of the past.
 */
export function ticketDispatch({
  service,
  desks,
  now,
}: TicketDispatchDependencies): Dispatch<TicketProcessCommand> {
  return async ({
    command: { ticketId, desk, command },
    commandId,
    cause,
  }): Promise<CommandResult<TicketEvent>> => {
    const { decidedAt, $correlationId } = cause.metadata;
    const isImporting = (await desks.mode(desk)) === 'importing';
    return service.execute({
      ticketId,
      command,
      commandId,
      actor: 'system',
      role: 'system',
      channel: 'system',
      now: isImporting ? decidedAt : later(now(), decidedAt),
      correlationId: $correlationId,
      causationId: cause.id,
    });
  };
}
