import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createEventCodec,
  createEventRegistry,
  type DomainEvent,
  type EventCodec,
  type EventType,
  type JsonObject,
  type LongTexts,
  type Position,
  type RecordedEvent,
} from '#event-sourcing';
import { memoryLongTexts, memorySubjectKeys } from '#event-sourcing/testing';
import { documentSample } from './document-samples.js';
import { sampleData } from './sample-data.js';

const FOLDER = join(import.meta.dirname, 'files');
const SUBJECT = '6f1c7a52-8b1e-4a40-9d0b-3c5a0e6f7d21';
const EVENT_ID = '1b9d6bcd-bbfd-5b2d-9b5d-ab8dfbbd4bed';
/** Of every person of every golden file; it protects nothing. */
const TEST_KEY = createHash('sha256').update('key of the golden events').digest();

/** One released version of one event type, as the log holds it, and what it must be read as for ever. */
export interface GoldenFile {
  /** As it came from the log. Never changed once released. */
  readonly recorded: RecordedEvent;
  /** The event in the newest schema. Changed by hand, and reviewed, when a newer version brings an upcaster. */
  readonly decoded: DomainEvent;
  /** Long texts by digest, base64. */
  readonly contents: Readonly<Record<string, string>>;
}

export const goldenName = ({ name, version }: Pick<EventType, 'name' | 'version'>, variant = ''): string =>
  `${name}.v${version}${variant}.json`;

export function goldenNames(): readonly string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
}

export function readGolden(name: string): GoldenFile {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as GoldenFile;
}

/** Fails when the file is there: a released event is not written a second time. */
export async function writeGolden(eventType: EventType, variant: '' | '.long-text' = ''): Promise<void> {
  const data = documentSample(eventType.name) ?? (sampleData(eventType.schema, SUBJECT) as JsonObject);
  const longTexts = new Map<string, Uint8Array>();
  const codec = goldenCodec([eventType], {
    get: async () => longTexts,
    put: async (texts) => texts.forEach(({ digest, sealed }) => longTexts.set(digest, sealed)),
  });
  const full = variant === '' ? data : { ...data, text: 'Длинный личный текст. '.repeat(100) };
  const decoded = { type: eventType.name, data: full };
  const [proposed] = await codec.encode([decoded], METADATA, () => EVENT_ID);
  if (proposed === undefined) throw new Error('nothing was encoded');
  const golden: GoldenFile = {
    recorded: {
      ...proposed,
      stream: `sample-${SUBJECT}`,
      version: 1,
      position: '0000000000000000001' as Position,
      recordedAt: '2026-11-20T09:30:00.100Z',
    },
    decoded,
    contents: Object.fromEntries([...longTexts].map(([digest, bytes]) => [digest, Buffer.from(bytes).toString('base64')])),
  };
  const file = join(FOLDER, goldenName(eventType, variant));
  writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`, { flag: 'wx' });
}

export function goldenCodec(types: readonly EventType[], longTexts: LongTexts = memoryLongTexts()): EventCodec {
  const keys = memorySubjectKeys(() => TEST_KEY);
  return createEventCodec({
    registry: createEventRegistry(types),
    // Reading makes no keys, so that here every subject has the test key from the start.
    keys: { ensure: (subjects) => keys.ensure(subjects), keysFor: (subjects) => keys.ensure(subjects) },
    longTexts,
  });
}

const METADATA = {
  $correlationId: '3f2b8d9a-5c1e-4b7a-8f60-2d9c1e7b4a05',
  $causationId: '3f2b8d9a-5c1e-4b7a-8f60-2d9c1e7b4a05',
  commandId: '3f2b8d9a-5c1e-4b7a-8f60-2d9c1e7b4a05',
  actor: 'staff-1',
  role: 'operator',
  occurredAt: '2026-11-20T09:29:00.000Z',
  decidedAt: '2026-11-20T09:30:00.000Z',
};
