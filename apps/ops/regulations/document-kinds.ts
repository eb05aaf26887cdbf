import { deskMessagesFolder } from '#desks';
import { type CommandMetadata, type CommandResult } from '#event-sourcing';
import { loadMessages } from '#platform';
import { type Regulation, regulationMessagesFolder } from '#regulation';
import { type CalendarDocument, CalendarInvalid, calendarMessagesFolder, parseCalendar } from '#working-time';
import { type HelpDesk } from '../../composition/help-desk.js';

/** Sentences of refusals that publishing may meet. */
export const refusalMessages = loadMessages<string>(deskMessagesFolder);
const regulationSentences = loadMessages<string>(regulationMessagesFolder);
const calendarSentences = loadMessages<string>(calendarMessagesFolder);

export interface Finding {
  readonly at: string;
  readonly sentence: (language: 'ru' | 'en') => string;
}

export interface PublishOptions {
  readonly reason: string;
  readonly appliesToOpen: boolean;
  readonly effectiveFrom: string;
  readonly commandId: string;
  readonly metadata: CommandMetadata;
}

export interface PublishedVersion {
  readonly name: string;
  readonly version: number;
  readonly from: string;
}

/** What regulations and calendars have in common for an operator. */
export interface DocumentKind {
  readonly command: 'regulations' | 'calendars';
  list(helpDesk: HelpDesk): Promise<readonly PublishedVersion[]>;
  findings(helpDesk: HelpDesk, document: unknown): Promise<readonly Finding[]>;
  /** @param document without findings. */
  publish(helpDesk: HelpDesk, document: unknown, options: PublishOptions): Promise<CommandResult<never>>;
  nameOf(document: unknown): { readonly name: string; readonly version: number };
}

export const regulationDocuments: DocumentKind = {
  command: 'regulations',
  list: async ({ policies }) => {
    const versions = await Promise.all((await policies.desks()).map((desk) => policies.regulations(desk)));
    return versions.flat().map(({ document }) => ({
      name: document.desk,
      version: document.version,
      from: document.effectiveFrom,
    }));
  },
  findings: async ({ desks }, document) =>
    (await desks.validate(document)).map(({ code, pointer, params }) => ({
      at: pointer,
      sentence: (language) => regulationSentences.text(language, code, params),
    })),
  publish: ({ desks }, document, options) =>
    desks.publishRegulation({ ...options, document: document as Regulation }) as Promise<
      CommandResult<never>
    >,
  nameOf: (document) => {
    const { desk, version } = document as Regulation;
    return { name: desk, version };
  },
};

export const calendarDocuments: DocumentKind = {
  command: 'calendars',
  list: async ({ policies }) => {
    const versions = await Promise.all(
      (await policies.calendars()).map((calendar) => policies.calendarVersions(calendar)),
    );
    return versions.flat().map(({ document, effectiveFrom }) => ({
      name: document.id,
      version: document.version,
      from: effectiveFrom,
    }));
  },
  findings: async (_helpDesk, document) => calendarFindings(document),
  publish: ({ desks }, document, options) =>
    desks.publishCalendar({ ...options, document: document as CalendarDocument }) as Promise<
      CommandResult<never>
    >,
  nameOf: (document) => {
    const { id, version } = document as CalendarDocument;
    return { name: id, version };
  },
};

function calendarFindings(document: unknown): readonly Finding[] {
  try {
    parseCalendar(document);
    return [];
  } catch (error) {
    if (!(error instanceof CalendarInvalid)) throw error;
    return error.problems.map(({ code, at }) => ({
      at,
      sentence: (language) => calendarSentences.text(language, code, { at }),
    }));
  }
}
