import { accepted, type Decider, type Decision, refused } from '#event-sourcing';
import { type CalendarDocument, calendarProblems, calendarYears } from '#working-time';
import { type DeskEventOf } from './desk.events.js';
import { fingerprint, type Published, publicationRefusal } from './publication.js';

export interface PublishCalendar {
  readonly type: 'PublishCalendar';
  readonly document: CalendarDocument;
  /** Local date; promises made from then on are computed with it. */
  readonly effectiveFrom: string;
  readonly appliesToOpen: boolean;
  readonly reason: string;
}

export interface CalendarContext {
  /** The date that the clock of the decision shows, in the zone farthest behind that any desk of the calendar has. */
  readonly today: string;
}

type CalendarState = (Published & { readonly years: readonly number[] }) | undefined;
type CalendarEvent = DeskEventOf<'CalendarPublished'>;

/** The versions of one production calendar. */
export const calendarDecider: Decider<CalendarState, PublishCalendar, CalendarEvent, CalendarContext> = {
  initialState: undefined,
  decide,
  evolve: (_state, { data }) => published(data.document, data.effectiveFrom),
};

const published = (document: CalendarDocument, effectiveFrom: string): NonNullable<CalendarState> => ({
  version: document.version,
  effectiveFrom,
  fingerprint: fingerprint([document, effectiveFrom]),
  years: calendarYears(document),
});

function decide(
  { document, effectiveFrom, appliesToOpen, reason }: PublishCalendar,
  last: CalendarState,
  { today }: CalendarContext,
): Decision<CalendarEvent> {
  const next = published(document, effectiveFrom);
  if (last?.version === next.version && last.fingerprint === next.fingerprint) return accepted();
  const problems = calendarProblems(document).length;
  if (problems > 0) return refused('calendar-invalid', { problems });
  const refusal = publicationRefusal(last, { ...next, document });
  if (refusal) return { kind: 'refused', refusal, events: [] };
  const lost = last?.years.find((year) => !next.years.includes(year));
  if (lost !== undefined) return refused('calendar-loses-year', { year: lost });
  if (appliesToOpen && effectiveFrom > today) return refused('publication-not-in-force', { effectiveFrom });
  const { id: calendar, version } = document;
  return accepted({
    type: 'CalendarPublished',
    data: { calendar, version, document, effectiveFrom, appliesToOpen, reason },
  });
}
