import { type CalendarDocument, isZone } from '#working-time';
import { type Regulation } from '../document/regulation.js';
import { type Problem, problem } from './problem.js';

/** The zone, and that the calendar is there and knows the year in which the regulation comes into force. */
export function validateCalendar(r: Regulation, calendar: CalendarDocument | undefined): Problem[] {
  const found: Problem[] = [];
  if (!isZone(r.zone)) found.push(problem('zone-unknown', ['zone'], { zone: r.zone }));
  if (calendar?.id !== r.calendar)
    return [...found, problem('calendar-unknown', ['calendar'], { calendar: r.calendar })];
  const year = r.effectiveFrom.slice(0, 4);
  if (!(year in calendar.years))
    found.push(
      problem('calendar-year-missing', ['effectiveFrom'], { calendar: calendar.id, year: Number(year) }),
    );
  return found;
}
