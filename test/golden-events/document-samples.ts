import { type JsonObject } from '#event-sourcing';
import { sampleRegulations } from '#regulation';
import { builtInCalendars } from '#working-time';

/** Types whose data hangs together in ways that a made-up sample can't guess: samples that the project ships anyway. */
export const DOCUMENT_SAMPLES: Readonly<Record<string, () => unknown>> = {
  RegulationPublished: () => {
    const document = sampleRegulations().find(({ desk }) => desk === 'catalogue-software');
    return { desk: document?.desk, version: document?.version, document, appliesToOpen: false, reason: 'Sample' };
  },
  CalendarPublished: () => ({
    calendar: builtInCalendars.it.id,
    version: builtInCalendars.it.version,
    document: builtInCalendars.it,
    effectiveFrom: '2026-01-01',
    appliesToOpen: false,
    reason: 'Sample',
  }),
};

export function documentSample(type: string): JsonObject | undefined {
  return DOCUMENT_SAMPLES[type]?.() as JsonObject | undefined;
}
