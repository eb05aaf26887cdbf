import { createRequire } from 'node:module';
import { calendarDocument, type CalendarDocument } from '../calendar/calendar-document.js';

// Node 20 warns on every import of JSON as a module; require doesn't.
const load = createRequire(import.meta.url);

/** The calendars that the project was written with; published ones come from the log. */
export const builtInCalendars: Readonly<Record<'ru' | 'it', CalendarDocument>> = {
  /** Russian Federation 2020–2027, five-day week, federal. */
  ru: calendarDocument.parse(load('./ru.json')),
  /** Italy 2010–2014. */
  it: calendarDocument.parse(load('./it.json')),
};
