import { accepted, type Decider, type Decision, refused } from '#event-sourcing';
import { type Regulation, validateRegulation } from '#regulation';
import { type CalendarDocument, localDate, parseInstant } from '#working-time';
import { type DeskEventOf } from './desk.events.js';
import { fingerprint, type Published, publicationRefusal } from './publication.js';

export interface PublishRegulation {
  readonly type: 'PublishRegulation';
  readonly document: Regulation;
  /** Moves the promises of open tickets; only for a version that is in force already. */
  readonly appliesToOpen: boolean;
  readonly reason: string;
}

export interface RegulationContext {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** The calendar that the document names, in the version that would serve it. */
  readonly calendar: CalendarDocument | undefined;
}

type RegulationState = Published | undefined;
type RegulationEvent = DeskEventOf<'RegulationPublished'>;

/** The versions of one desk's regulation. */
export const regulationDecider: Decider<
  RegulationState,
  PublishRegulation,
  RegulationEvent,
  RegulationContext
> = {
  initialState: undefined,
  decide,
  evolve: (_state, { data }) => published(data.document),
};

const published = (document: Regulation): Published => ({
  version: document.version,
  effectiveFrom: document.effectiveFrom,
  fingerprint: fingerprint(document),
});

function decide(
  { document, appliesToOpen, reason }: PublishRegulation,
  last: RegulationState,
  { now, calendar }: RegulationContext,
): Decision<RegulationEvent> {
  const next = published(document);
  if (last?.version === next.version && last.fingerprint === next.fingerprint) return accepted();
  const problems = validateRegulation(document, calendar).length;
  if (problems > 0) return refused('regulation-invalid', { problems });
  const refusal = publicationRefusal(last, { ...next, document });
  if (refusal) return { kind: 'refused', refusal, events: [] };
  // A ticket can't keep a promise by rules that are not in force yet.
  if (appliesToOpen && document.effectiveFrom > localDate(parseInstant(now), document.zone))
    return refused('publication-not-in-force', { effectiveFrom: document.effectiveFrom });
  const { desk, version } = document;
  return accepted({ type: 'RegulationPublished', data: { desk, version, document, appliesToOpen, reason } });
}
