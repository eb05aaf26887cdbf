import { describe, expect, it } from '@jest/globals';
import { clearText, createEventRegistry, type EventType, type JsonObject } from '#event-sourcing';
import { goldenCodec, goldenName, goldenNames, type GoldenFile, readGolden, writeGolden } from './golden-file.js';
import { registeredEvents } from './registered-events.js';

const types = await registeredEvents();
const registry = createEventRegistry(types);

if ((globalThis as { writeGolden?: boolean }).writeGolden === true) await writeMissing();

async function writeMissing(): Promise<void> {
  const there = new Set(goldenNames());
  for (const type of types) {
    if (!there.has(goldenName(type))) await writeGolden(type);
    const long = goldenName(type, '.long-text');
    if (type.name === 'NoteAdded' && type.version === 1 && !there.has(long)) await writeGolden(type, '.long-text');
  }
}

async function decode({ recorded, contents }: GoldenFile) {
  const texts = Object.entries(contents).map(([digest, base64]) => [digest, Buffer.from(base64, 'base64')] as const);
  const codec = goldenCodec(types, { get: async () => new Map(texts), put: async () => undefined });
  const [envelope] = await codec.decodeBatch([recorded]);
  return envelope;
}

describe('golden events', () => {
  it.each(types.map((type): [string, EventType] => [goldenName(type), type]))(
    '%s is there, and so is each older version (npm run golden writes what is missing)',
    (_name, { name, version }) => {
      const there = new Set(goldenNames());
      for (let older = 1; older <= version; older += 1) {
        expect(there).toContain(goldenName({ name, version: older }));
      }
    },
  );

  it.each(goldenNames())('%s is read as it always was', async (name) => {
    const golden = readGolden(name);
    const { recorded, decoded } = golden;
    expect(name).toMatch(new RegExp(`^${recorded.type}\\.v${recorded.metadata.schemaVersion}\\.`));
    const envelope = await decode(golden);
    expect(envelope).toEqual({
      id: recorded.id,
      stream: recorded.stream,
      version: recorded.version,
      position: recorded.position,
      recordedAt: recorded.recordedAt,
      metadata: recorded.metadata,
      event: decoded,
    });
    // What comes out of the upcasters is what the newest code was written for.
    expect(registry.validate(decoded.type, decoded.data)).toEqual(decoded.data);
  });

  it.each(goldenNames())('%s holds no personal text in clear', (name) => {
    expect(JSON.stringify(readGolden(name).recorded)).not.toMatch(/личн/i);
  });

  it('personal texts are among the samples, a long one too', async () => {
    expect(goldenNames()).toContain('NoteAdded.v1.long-text.json');
    const envelope = await decode(readGolden('NoteAdded.v1.long-text.json'));
    expect(clearText((envelope?.event.data as JsonObject).text as string)?.length).toBeGreaterThan(2000);
  });
});
