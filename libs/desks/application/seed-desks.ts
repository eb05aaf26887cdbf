import { derivedId } from '#event-sourcing';
import { sampleRegulations } from '#regulation';
import { builtInCalendars, calendarYears } from '#working-time';
import { type DeskService } from './desk-service.js';
import { type LogCatalogue } from './log-catalogue.js';

/** Fixed for ever: a second start sends the same commands and finds them done. */
const SEEDS = '0e6a4d5e-1c1f-5b7a-9b43-8a1a3c2f7d20';

/**
 * Publishes the built-in calendars and the sample regulations where the log has none under their names. What was published since
 * is left alone, so it may run at every start and in several processes at once.
 *
 * @param now ISO 8601 UTC, the decision's clock.
 * @returns names of the desks that were published now.
 * @throws Error when a sample is refused: the build is broken then.
 */
export async function seedDesks(desks: DeskService, log: LogCatalogue, now: string): Promise<string[]> {
  const before = await log.refresh();
  const request = (kind: string, name: string) => {
    const commandId = derivedId(SEEDS, kind, name);
    return {
      commandId,
      appliesToOpen: false,
      reason: 'first-start',
      metadata: {
        $correlationId: commandId,
        $causationId: commandId,
        actor: 'system',
        role: 'system',
        occurredAt: now,
        decidedAt: now,
      },
    };
  };
  for (const document of Object.values(builtInCalendars)) {
    if (before.calendarsOf(document.id).length > 0) continue;
    const effectiveFrom = `${calendarYears(document)[0]}-01-01`;
    const done = await desks.publishCalendar({
      ...request('calendar', document.id),
      document,
      effectiveFrom,
    });
    if (done.outcome === 'refused') throw new Error(`calendar ${document.id}: ${done.refusal.code}`);
  }
  const published: string[] = [];
  for (const document of sampleRegulations()) {
    if (before.regulationsOf(document.desk).length > 0) continue;
    const done = await desks.publishRegulation({ ...request('regulation', document.desk), document });
    if (done.outcome === 'refused') throw new Error(`regulation ${document.desk}: ${done.refusal.code}`);
    if (done.outcome === 'appended') published.push(document.desk);
  }
  return published;
}
