import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { calendarId, DeskService, regulationId } from '#desks';
import { type CommandMetadata } from '#event-sourcing';
import { type Regulation } from '#regulation';
import { type CalendarDocument } from '#working-time';
import { type Access } from '../access/access.js';
import { type Asked } from '../requests/asked.js';
import { type CommandAnswer, commandAnswer } from '../requests/command-answer.js';
import { commandIds } from '../requests/command-ids.js';
import { commandMetadata } from '../requests/command-metadata.js';
import { DIGEST_KEY, NOW } from '../services.js';

/** What is published, under which conditions. */
interface Publication<Document> {
  readonly document: Document;
  readonly appliesToOpen: boolean;
  readonly reason: string;
}

export class PublishRegulation extends Command<CommandAnswer> {
  constructor(
    readonly access: Access,
    readonly asked: Asked,
    readonly publication: Publication<Regulation>,
  ) {
    super();
  }
}

export class PublishCalendar extends Command<CommandAnswer> {
  constructor(
    readonly access: Access,
    readonly asked: Asked,
    readonly publication: Publication<CalendarDocument> & { readonly effectiveFrom: string },
  ) {
    super();
  }
}

const STATUSES = {
  'regulation-invalid': 422,
  'calendar-invalid': 422,
  'calendar-loses-year': 422,
  'publication-before-previous': 422,
  'publication-not-in-force': 422,
  'publication-too-large': 413,
} as const;

interface Request {
  readonly commandId: string;
  readonly requestHash?: string;
  readonly expectedVersion?: number;
  readonly metadata: CommandMetadata;
}

function requestOf(
  command: PublishRegulation | PublishCalendar,
  target: string,
  key: Uint8Array,
  now: Date,
): Request {
  const { access, asked, publication } = command;
  const { commandId, requestHash } = commandIds(access, asked, target, publication, key);
  return {
    commandId,
    metadata: commandMetadata(access, asked, now),
    ...(requestHash === undefined ? {} : { requestHash }),
    ...(asked.expectedVersion === undefined ? {} : { expectedVersion: asked.expectedVersion }),
  };
}

@CommandHandler(PublishRegulation)
export class PublishRegulationHandler implements ICommandHandler<PublishRegulation> {
  constructor(
    private readonly desks: DeskService,
    @Inject(DIGEST_KEY) private readonly digestKey: Uint8Array,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  async execute(command: PublishRegulation): Promise<CommandAnswer> {
    const { publication } = command;
    const { desk } = publication.document;
    const request = requestOf(command, `regulation ${desk}`, this.digestKey, this.now());
    const result = await this.desks.publishRegulation({ ...request, ...publication });
    return commandAnswer(regulationId(desk), result, STATUSES);
  }
}

@CommandHandler(PublishCalendar)
export class PublishCalendarHandler implements ICommandHandler<PublishCalendar> {
  constructor(
    private readonly desks: DeskService,
    @Inject(DIGEST_KEY) private readonly digestKey: Uint8Array,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  async execute(command: PublishCalendar): Promise<CommandAnswer> {
    const { publication } = command;
    const { id } = publication.document;
    const request = requestOf(command, `calendar ${id}`, this.digestKey, this.now());
    const result = await this.desks.publishCalendar({ ...request, ...publication });
    return commandAnswer(calendarId(id), result, STATUSES);
  }
}
