import { type CommandExecutor, type CommandMetadata, type CommandResult, derivedId } from '#event-sourcing';
import { parseRegulation, type Problem, type Regulation, validateRegulation } from '#regulation';
import { type CalendarDocument, calendarProblems, localDate, parseInstant } from '#working-time';
import { calendarDecider } from '../domain/calendar.decider.js';
import { type DeskEvent } from '../domain/desk.events.js';
import { deskDecider } from '../domain/desk.decider.js';
import {
  CALENDAR_CATEGORY,
  calendarId,
  DESK_CATEGORY,
  deskId,
  DIRECTORY_CATEGORY,
  DIRECTORY_ID,
  REGULATION_CATEGORY,
  regulationId,
} from '../domain/desk-streams.js';
import { directoryDecider, type NameCommand } from '../domain/directory.decider.js';
import { regulationDecider } from '../domain/regulation.decider.js';
import { type LogCatalogue } from './log-catalogue.js';

/** Says whether a desk has a case, open or closed: asked before an import. */
export interface DeskCases {
  hasCase(desk: string): Promise<boolean>;
}

interface Request {
  readonly commandId: string;
  readonly requestHash?: string;
  readonly expectedVersion?: number;
  readonly metadata: CommandMetadata;
}

export interface PublishRegulationRequest extends Request {
  readonly document: Regulation;
  readonly appliesToOpen: boolean;
  readonly reason: string;
}

export interface PublishCalendarRequest extends Request {
  readonly document: CalendarDocument;
  readonly effectiveFrom: string;
  readonly appliesToOpen: boolean;
  readonly reason: string;
}

export interface DeskRequest extends Request {
  readonly desk: string;
}

/** The zone whose dates come last: what is in force there is in force everywhere. */
const LAST_ZONE = 'Etc/GMT+12';

/** Publishes regulations and calendars and switches desks. Errors are those of the CommandExecutor. */
export class DeskService {
  constructor(
    private readonly executor: CommandExecutor,
    private readonly log: LogCatalogue,
    private readonly cases: DeskCases,
  ) {}

  /** What is wrong with a document of any origin, against the calendars published so far; empty: it may be published. */
  async validate(document: unknown): Promise<readonly Problem[]> {
    const parsed = parseRegulation(document);
    if (!parsed.ok) return parsed.problems;
    return validateRegulation(parsed.regulation, await this.calendarFor(parsed.regulation));
  }

  async publishRegulation(request: PublishRegulationRequest): Promise<CommandResult<DeskEvent>> {
    const { document, appliesToOpen, reason, commandId, metadata } = request;
    const calendar = await this.calendarFor(document);
    const now = metadata.decidedAt;
    const command = { type: 'PublishRegulation', document, appliesToOpen, reason } as const;
    // Refused documents must not leave their name in the directory.
    if (validateRegulation(document, calendar).length === 0)
      await this.name({ type: 'NameDesk', desk: document.desk }, request);
    const result = await this.executor.execute({
      category: REGULATION_CATEGORY,
      id: regulationId(document.desk),
      command,
      decider: regulationDecider,
      context: () => ({ now, calendar }),
      commandId,
      ...versions(request),
      metadata: { ...metadata, desk: document.desk },
    });
    await this.log.refresh();
    return result;
  }

  async publishCalendar(request: PublishCalendarRequest): Promise<CommandResult<DeskEvent>> {
    const { document, effectiveFrom, appliesToOpen, reason, commandId, metadata } = request;
    const today = localDate(parseInstant(metadata.decidedAt), LAST_ZONE);
    if (calendarProblems(document).length === 0)
      await this.name({ type: 'NameCalendar', calendar: document.id }, request);
    const result = await this.executor.execute({
      category: CALENDAR_CATEGORY,
      id: calendarId(document.id),
      command: { type: 'PublishCalendar', document, effectiveFrom, appliesToOpen, reason },
      decider: calendarDecider,
      context: () => ({ today }),
      commandId,
      ...versions(request),
      metadata,
    });
    await this.log.refresh();
    return result;
  }

  startImport(request: DeskRequest): Promise<CommandResult<DeskEvent>> {
    return this.switchDesk('StartDeskImport', request);
  }

  goLive(request: DeskRequest): Promise<CommandResult<DeskEvent>> {
    return this.switchDesk('GoLive', request);
  }

  private async switchDesk(
    type: 'StartDeskImport' | 'GoLive',
    request: DeskRequest,
  ): Promise<CommandResult<DeskEvent>> {
    const { desk, commandId, metadata } = request;
    const known = (await this.log.refresh()).regulationsOf(desk).length > 0;
    const result = await this.executor.execute({
      category: DESK_CATEGORY,
      id: deskId(desk),
      command: { type, desk },
      decider: deskDecider,
      context: async () => ({ known, hasCase: await this.cases.hasCase(desk) }),
      commandId,
      ...versions(request),
      metadata: { ...metadata, desk },
    });
    await this.log.refresh();
    return result;
  }

  /** Before the first event of the stream it names: a name without a stream does no harm, a stream without a name is lost. */
  private async name(command: NameCommand, { commandId, metadata }: Request): Promise<void> {
    await this.executor.execute({
      category: DIRECTORY_CATEGORY,
      id: DIRECTORY_ID,
      command,
      decider: directoryDecider,
      context: () => undefined,
      commandId: derivedId(commandId, 'name'),
      metadata,
    });
  }

  private async calendarFor({ calendar }: Regulation): Promise<CalendarDocument | undefined> {
    return (await this.log.refresh()).calendarsOf(calendar).at(-1)?.document;
  }
}

const versions = ({ requestHash, expectedVersion }: Request) => ({
  ...(requestHash === undefined ? {} : { requestHash }),
  ...(expectedVersion === undefined ? {} : { expectedVersion }),
});
