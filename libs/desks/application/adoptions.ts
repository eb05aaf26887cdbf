import { type DeskEvent } from '../domain/desk.events.js';
import { type PolicySource } from './policy-source.js';

/** Open tickets of a desk go over to what is in force: `AdoptRegulation` is sent to each. */
export interface Adoption {
  readonly desk: string;
  readonly reason: string;
}

/** The desks whose open tickets a publication moves: its own, or all on the calendar; none unless it says so. */
export async function adoptionsOf(
  event: DeskEvent,
  source: Pick<PolicySource, 'desks' | 'regulations'>,
): Promise<readonly Adoption[]> {
  if (event.type === 'RegulationPublished')
    return event.data.appliesToOpen ? [{ desk: event.data.desk, reason: event.data.reason }] : [];
  if (event.type !== 'CalendarPublished' || !event.data.appliesToOpen) return [];
  const { calendar, reason } = event.data;
  const desks = await source.desks();
  const onCalendar = await Promise.all(
    desks.map(async (desk) =>
      (await source.regulations(desk)).some(({ document }) => document.calendar === calendar),
    ),
  );
  return desks.filter((_, i) => onCalendar[i]).map((desk) => ({ desk, reason }));
}
