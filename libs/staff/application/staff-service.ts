import { type CommandExecutor, type CommandMetadata, type CommandResult } from '#event-sourcing';
import { STAFF_CATEGORY, type StaffCommand, type StaffContext, staffDecider } from '../domain/staff.js';
import { type StaffEvent } from '../domain/staff.events.js';

export interface StaffRequest {
  /** UUID; of a new member of staff as well. */
  readonly staff: string;
  readonly command: StaffCommand;
  readonly commandId: string;
  readonly requestHash?: string;
  readonly expectedVersion?: number;
  /** Desks that the actor may appoint to; undefined: all. */
  readonly actorDesks?: readonly string[];
  readonly metadata: CommandMetadata;
}

/** Sends commands to members of staff. Errors are those of the CommandExecutor. */
export class StaffService {
  constructor(private readonly executor: CommandExecutor) {}

  execute(request: StaffRequest): Promise<CommandResult<StaffEvent>> {
    const { staff, command, commandId, requestHash, expectedVersion, actorDesks, metadata } = request;
    const context: StaffContext = {
      staff,
      actor: metadata.actor,
      ...(actorDesks === undefined ? {} : { actorDesks }),
    };
    return this.executor.execute({
      category: STAFF_CATEGORY,
      id: staff,
      command,
      decider: staffDecider,
      context: () => context,
      commandId,
      metadata,
      ...(requestHash === undefined ? {} : { requestHash }),
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    });
  }
}
