import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type EventType } from '#event-sourcing';

const LIBS = join(import.meta.dirname, '..', '..', 'libs');

/** Every event type that any `*.events.ts` of any lib exports: found by looking, so that none can be forgotten. */
export async function registeredEvents(): Promise<readonly EventType[]> {
  const found = new Map<string, EventType>();
  const files = readdirSync(LIBS, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.events.ts'));
  for (const file of files.sort()) {
    const exported = (await import(pathToFileURL(join(LIBS, file)).href)) as Record<string, unknown>;
    for (const value of Object.values(exported)) if (isEventType(value)) found.set(value.name, value);
  }
  return [...found.values()];
}

function isEventType(value: unknown): value is EventType {
  const candidate = value as Partial<EventType> | null;
  return (
    typeof candidate === 'object' &&
    candidate !== null &&
    typeof candidate.name === 'string' &&
    Array.isArray(candidate.upcasters) &&
    typeof candidate.version === 'number'
  );
}
