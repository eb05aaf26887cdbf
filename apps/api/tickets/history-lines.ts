import { clearText, type EventEnvelope, isErased, type Personal } from '#event-sourcing';
import { lineParams, type TicketEvent } from '#tickets';
import { type Access } from '../access/access.js';
import { Catalogue } from '../problems/catalogue.js';
import { type Language } from '../problems/language.js';

/** One sentence for each type of event. */
export const historySentences = Catalogue.load(new URL('../messages/history/', import.meta.url));

/** What customers may read of a ticket's history: what was told to them, what they did, and what was promised. */
const PUBLIC: ReadonlySet<string> = new Set<TicketEvent['type']>([
  'Opened',
  'PriorityProposed',
  'Prioritized',
  'Answered',
  'InformationRequested',
  'CustomerReplied',
  'CustomerInformed',
  'NoteAdded',
  'EstimateGiven',
  'DateAgreed',
  'CallRequired',
  'CallLogged',
  'ConsentRecorded',
  'WishRecorded',
  'MarkedAsDuplicate',
  'ClosingAnnounced',
  'Closed',
  'Reopened',
  'CloseCorrected',
  'Continued',
  'ClockStarted',
  'ClockPaused',
  'ClockResumed',
  'ClockReinstated',
  'ClockRetargeted',
  'SlaMet',
  'SlaBreached',
]);

export interface LineFacts {
  readonly type: string;
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

export function isVisible(access: Access, { type, params }: LineFacts): boolean {
  if (!access.publicSideOnly) return true;
  return PUBLIC.has(type) && params.visibility !== 'internal';
}

export function sentenceOf({ type, params }: LineFacts, language: Language): string {
  return historySentences.say(language, type, params);
}

/** Lines of one ticket, every event that the caller may see. */
export function historyLines(
  access: Access,
  envelopes: readonly EventEnvelope<TicketEvent>[],
  language: Language,
): object[] {
  return envelopes.flatMap((envelope) => {
    const { event, metadata, version, position } = envelope;
    const facts = { type: event.type, params: lineParams(event) };
    if (!isVisible(access, facts)) return [];
    const staffActs = metadata.role !== 'customer' && access.publicSideOnly;
    return [
      {
        version,
        position,
        type: event.type,
        occurredAt: metadata.occurredAt,
        decidedAt: metadata.decidedAt,
        ...(staffActs ? {} : { actor: metadata.actor }),
        role: metadata.role,
        ...(metadata.channel === undefined ? {} : { channel: metadata.channel }),
        sentence: sentenceOf(facts, language),
        ...textOf(event),
      },
    ];
  });
}

/** The words of the event in clear, or the mark that they were erased. */
function textOf({ data }: TicketEvent): { text?: string; erased?: true } {
  const fields = data as { text?: Personal; question?: Personal; reason?: Personal };
  const text = [fields.text, fields.question, fields.reason].find((field) => field !== undefined);
  if (isErased(text)) return { erased: true };
  const clear = clearText(text);
  return clear === undefined ? {} : { text: clear };
}
