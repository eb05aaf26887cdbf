import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Inject } from '@nestjs/common';
import { type StaffCommand, StaffService } from '#staff';
import { type Access } from '../access/access.js';
import { type Asked } from '../requests/asked.js';
import { type CommandAnswer, commandAnswer } from '../requests/command-answer.js';
import { commandIds } from '../requests/command-ids.js';
import { commandMetadata } from '../requests/command-metadata.js';
import { DIGEST_KEY, NOW } from '../services.js';

export class ExecuteStaffCommand extends Command<CommandAnswer> {
  constructor(
    readonly access: Access,
    readonly asked: Asked,
    /** Undefined for a new member of staff. */
    readonly staff: string | undefined,
    readonly command: StaffCommand,
  ) {
    super();
  }
}

@CommandHandler(ExecuteStaffCommand)
export class ExecuteStaffCommandHandler implements ICommandHandler<ExecuteStaffCommand> {
  constructor(
    private readonly service: StaffService,
    @Inject(DIGEST_KEY) private readonly digestKey: Uint8Array,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  async execute({ access, asked, staff, command }: ExecuteStaffCommand): Promise<CommandAnswer> {
    const target = `staff ${staff ?? 'new'} ${command.type}`;
    const { commandId, streamId, requestHash } = commandIds(access, asked, target, command, this.digestKey);
    const id = staff ?? streamId;
    const result = await this.service.execute({
      staff: id,
      command,
      commandId,
      metadata: commandMetadata(access, asked, this.now()),
      ...(requestHash === undefined ? {} : { requestHash }),
      ...(asked.expectedVersion === undefined ? {} : { expectedVersion: asked.expectedVersion }),
      ...(access.desks === undefined ? {} : { actorDesks: access.desks }),
    });
    return commandAnswer(id, result, { 'staff-not-found': 404, 'staff-desk-out-of-reach': 403 });
  }
}
