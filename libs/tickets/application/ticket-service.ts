import { type CommandExecutor, type CommandMetadata, type CommandResult } from '#event-sourcing';
import { type Policy } from '#regulation';
import { type Instant, later } from '../domain/instant.js';
import { type TicketContext } from '../domain/policy.js';
import { type TicketState } from '../domain/state/ticket.state.js';
import { type TicketCommand } from '../domain/ticket.commands.js';
import { ticketDecider } from '../domain/ticket.decider.js';
import { type TicketEvent } from '../domain/ticket.events.js';

export const TICKET_CATEGORY = 'ticket';

/** Where compiled regulations come from; `PolicySource` of `#desks` is one. */
export interface TicketPolicies {
  policy(desk: string, regulationVersion: number, calendarVersion: number): Promise<Policy>;
  current(desk: string, at: Instant): Promise<Policy | undefined>;
}

export interface TicketRequest {
  /** UUID. */
  readonly ticketId: string;
  readonly command: TicketCommand;
  /** UUID; the same again is the same command. */
  readonly commandId: string;
  readonly requestHash?: string;
  /** The id was drawn for this command: there is no such ticket yet. */
  readonly isNew?: boolean;
  /** The version that the client saw (`If-Match`). */
  readonly expectedVersion?: number;
  /** Staff or customer id, never a name. */
  readonly actor: string;
  readonly role: string;
  readonly channel: string;
  /** The caller's clock. */
  readonly now: Instant;
  /** When it happened; `now` by default. */
  readonly occurredAt?: Instant;
  readonly correlationId?: string;
  readonly causationId?: string;
}

interface Decided extends TicketContext {
  readonly desk?: string;
  readonly calendar?: string;
}

/** Sends commands to tickets: finds the regulation that rules each, and says in the metadata which one it was. */
export class TicketService {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly policies: TicketPolicies,
  ) {}

  /** @throws as CommandExecutor does; PolicyNotFound when a ticket names a version that the log does not hold. */
  execute(request: TicketRequest): Promise<CommandResult<TicketEvent>> {
    const { commandId, requestHash, expectedVersion, isNew } = request;
    return this.executor.execute<TicketState, TicketCommand, TicketEvent, TicketContext>({
      category: TICKET_CATEGORY,
      id: request.ticketId,
      command: request.command,
      decider: ticketDecider,
      context: (state, envelopes) => {
        const last = envelopes.at(-1)?.metadata.decidedAt;
        return this.context(request, state, last === undefined ? request.now : later(request.now, last));
      },
      commandId,
      ...(requestHash !== undefined && { requestHash }),
      ...(expectedVersion !== undefined && { expectedVersion }),
      ...(isNew !== undefined && { isNew }),
      metadata: (context) => metadataOf(request, context),
    });
  }

  /** @param now never before the ticket's last decision, though clocks of hosts differ: a fold relies on the order of time. */
  private async context(request: TicketRequest, state: TicketState, now: Instant): Promise<Decided> {
    const { command } = request;
    const policy = await this.policyFor(command, state, now);
    const adopt =
      command.type === 'AdoptRegulation' && state.status !== 'unopened'
        ? await this.policies.current(state.desk, now)
        : undefined;
    return {
      now,
      occurredAt: request.occurredAt ?? request.now,
      actor: { id: request.actor, role: request.role },
      channel: request.channel,
      ...(policy && { policy, desk: policy.desk, calendar: policy.calendar }),
      ...(adopt && { adopt }),
    };
  }

  private async policyFor(
    command: TicketCommand,
    state: TicketState,
    now: Instant,
  ): Promise<Policy | undefined> {
    if (state.status !== 'unopened') {
      return this.policies.policy(state.desk, state.regulationVersion, state.calendarVersion);
    }
    return command.type === 'OpenTicket' ? this.policies.current(command.desk, now) : undefined;
  }
}

function metadataOf(request: TicketRequest, context: Decided): CommandMetadata {
  const { policy, desk, calendar } = context;
  return {
    $correlationId: request.correlationId ?? request.commandId,
    $causationId: request.causationId ?? request.commandId,
    actor: request.actor,
    role: request.role,
    channel: request.channel,
    occurredAt: context.occurredAt,
    decidedAt: context.now,
    ...(policy &&
      desk !== undefined && {
        desk,
        regulation: `${desk}@${policy.regulationVersion}`,
        calendar: `${calendar ?? ''}@${policy.calendarVersion}`,
      }),
  };
}
