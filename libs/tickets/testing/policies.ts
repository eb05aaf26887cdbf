import { compilePolicy, type Policy, type Regulation, sampleRegulations, WorkingTimes } from '#regulation';
import { builtInCalendars, type CalendarDocument } from '#working-time';

const shared = new WorkingTimes();
const calendars: readonly CalendarDocument[] = Object.values(builtInCalendars);

export function calendarOf(id: string): CalendarDocument {
  const calendar = calendars.find((one) => one.id === id);
  if (!calendar) throw new Error(`no calendar ${id}`);
  return calendar;
}

export function sampleRegulation(desk: string): Regulation {
  const found = sampleRegulations().find((one) => one.desk === desk);
  if (!found) throw new Error(`no sample ${desk}`);
  return found;
}

/** A sample, changed as the test wants it. */
export function policyOf(
  desk: string,
  change: (regulation: Regulation) => Regulation = (same) => same,
  calendar?: CalendarDocument,
): Policy {
  const regulation = change(sampleRegulation(desk));
  return compilePolicy(regulation, calendar ?? calendarOf(regulation.calendar), shared);
}
