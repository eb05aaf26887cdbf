import { beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { copied } from '../copied/original-places.js';
import { type Position } from '../event-store/position.js';
import { type ProposedEvent, type RecordedEvent } from '../event-store/event-store.js';
import { type JsonObject } from '../event-store/json.js';
import { memoryLongTexts, memorySubjectKeys } from '../testing/memory-subject-keys.js';
import { createEventCodec, type EventCodec } from './event-codec.js';
import { createEventRegistry } from './event-registry.js';
import { defineEvent } from './event-type.js';
import { ERASED, personal, SEALED } from './personal.js';

const ANNA = '0d3b6c7e-3f0a-4d0e-8f52-6f4f6d8a1a01';
const BORIS = '0d3b6c7e-3f0a-4d0e-8f52-6f4f6d8a1a02';
const EVENT = '7f1f6e1c-54c6-4d6a-9c50-0c33c51ab0aa';

const text = personal('customer');
const Registered = defineEvent(
  'Registered',
  z.strictObject({
    customer: z.string(),
    subject: text,
    note: text.optional(),
    contact: z.strictObject({ name: text.optional(), phones: z.array(text) }).optional(),
    witness: z.string().optional(),
    said: personal('witness').nullable().optional(),
    tags: z.record(z.string(), z.string()).optional(),
    priority: z.string().optional(),
  }),
);
const Ticked = defineEvent('Ticked', z.strictObject({ count: z.number() }));
const METADATA = {
  $correlationId: EVENT,
  $causationId: EVENT,
  commandId: EVENT,
  actor: 'staff-1',
  role: 'operator',
  occurredAt: '2026-11-21T10:00:00.000Z',
  decidedAt: '2026-11-21T10:00:00.000Z',
};
const full = {
  customer: ANNA,
  subject: 'Принтер не печатает',
  contact: { name: 'Анна Иванова', phones: ['+79161234567', '+79037654321'] },
  witness: BORIS,
  said: 'видел сам',
  tags: { a: 'b' },
};

let keys: ReturnType<typeof memorySubjectKeys>;
let longTexts: ReturnType<typeof memoryLongTexts>;
let codec: EventCodec;

beforeEach(() => {
  keys = memorySubjectKeys();
  longTexts = memoryLongTexts();
  codec = createEventCodec({ registry: createEventRegistry([Registered, Ticked]), keys, longTexts });
});

function recorded(event: ProposedEvent, change: Partial<RecordedEvent> = {}): RecordedEvent {
  const log = { stream: `x-${EVENT}`, version: 1, position: '1' as Position, recordedAt: '' } as const;
  return { ...(JSON.parse(JSON.stringify(event)) as ProposedEvent), ...log, ...change };
}

async function encodeOne(data: unknown, type = 'Registered'): Promise<ProposedEvent> {
  const [event] = await codec.encode([{ type, data }], METADATA, () => EVENT);
  return event as ProposedEvent;
}

describe('the codec', () => {
  it('tells when an event was first recorded, wherever its log was copied to', async () => {
    const written = recorded(await encodeOne({ count: 1 }, 'Ticked'), {
      recordedAt: '2026-11-21T10:00:00.123Z',
    });
    const there = recorded(copied(written, 'first-log'), { recordedAt: '2027-01-01T00:00:00.000Z' });
    const [original, copy] = await codec.decodeBatch([written, there]);
    expect(original?.recordedAt).toBe('2026-11-21T10:00:00.123Z');
    expect({ ...copy, metadata: null }).toEqual({ ...original, metadata: null });
  });

  it('writes no personal text, at any depth, and reads back exactly what was given', async () => {
    const event = await encodeOne(full);
    const raw = JSON.stringify(event);
    for (const secret of ['Принтер', 'Анна', '79161234567', '79037654321', 'видел']) {
      expect(raw).not.toContain(secret);
    }
    expect(raw).toContain('"a":"b"');
    const [envelope] = await codec.decodeBatch([recorded(event)]);
    expect(envelope?.event).toEqual({ type: 'Registered', data: full });
    expect(envelope?.metadata.schemaVersion).toBe('1');
  });

  it('names suite, key revision and subject in the value, so that it opens without a schema', async () => {
    const event = await encodeOne(full);
    expect((event.data.subject as JsonObject).$enc).toMatch(new RegExp(`^A1\\.1\\.${ANNA}\\.`));
    expect((event.data.said as JsonObject).$enc).toMatch(new RegExp(`^A1\\.1\\.${BORIS}\\.`));
  });

  it('never gives the same ciphertext twice', async () => {
    expect((await encodeOne(full)).data.subject).not.toEqual((await encodeOne(full)).data.subject);
  });

  it('leaves keys without a value out, since JSON has no undefined', async () => {
    const event = await encodeOne({ customer: ANNA, subject: 'x', note: undefined, priority: undefined });
    expect(Object.keys(event.data)).toEqual(['customer', 'subject']);
  });

  it('asks once for the keys of a batch, and for none when personal values are omitted', async () => {
    const batch = [recorded(await encodeOne(full)), recorded(await encodeOne(full))];
    const before = keys.lookups;
    const sealed = await codec.decodeBatch(batch, { personal: 'omit' });
    expect(keys.lookups).toBe(before);
    expect(sealed[0]?.event.data).toMatchObject({
      customer: ANNA,
      subject: SEALED,
      contact: { phones: [SEALED, SEALED] },
    });
    await codec.decodeBatch(batch);
    expect(keys.lookups).toBe(before + 1);
  });

  it('asks for no key at all when nothing is personal', async () => {
    const event = await encodeOne({ count: 1 }, 'Ticked');
    await codec.decodeBatch([recorded(event)]);
    expect(keys.lookups).toBe(0);
  });

  it('does not touch what the store handed out', async () => {
    const event = recorded(await encodeOne(full));
    const before = structuredClone(event);
    await codec.decodeBatch([event]);
    expect(event).toEqual(before);
  });

  it('gives ERASED for an erased subject only, and refuses to write about it again', async () => {
    const event = recorded(await encodeOne(full));
    keys.erase(BORIS);
    const [envelope] = await codec.decodeBatch([event]);
    expect(envelope?.event.data).toEqual({ ...full, said: ERASED });
    await expect(encodeOne(full)).rejects.toMatchObject({ code: 'subject-is-erased' });
  });

  it('opens old texts under the revision that they name', async () => {
    const old = recorded(await encodeOne(full));
    keys.rotate(ANNA);
    const young = recorded(await encodeOne(full));
    expect((young.data.subject as JsonObject).$enc).toMatch(/^A1\.2\./);
    for (const envelope of await codec.decodeBatch([old, young])) expect(envelope.event.data).toEqual(full);
  });

  it('fails, rather than say "erased", when a key is just not there', async () => {
    const event = recorded(await encodeOne(full));
    const strange = createEventCodec({ registry: codec.registry, keys: memorySubjectKeys(), longTexts });
    await expect(strange.decodeBatch([event])).rejects.toMatchObject({ code: 'subject-key-missing' });
  });

  it('opens a value nowhere but in its own event and field', async () => {
    const event = recorded(await encodeOne(full));
    const moved = { ...event, data: { ...event.data, note: event.data.subject as JsonObject } };
    await expect(codec.decodeBatch([moved])).rejects.toMatchObject({ code: 'seal-broken', path: '/note' });
    await expect(codec.decodeBatch([{ ...event, id: ANNA }])).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it.each(['A1', 'A1.1.x', 'Z9.1.s.AAAA', 'A1.0.s.AAAA', `A1.1.${ANNA}.AAAA`])(
    'refuses the damaged value %s',
    async (value) => {
      const event = recorded(await encodeOne(full));
      const damaged = { ...event, data: { ...event.data, subject: { $enc: value } } };
      await expect(codec.decodeBatch([damaged])).rejects.toMatchObject({ code: 'seal-broken' });
    },
  );

  it('keeps long texts in the content store, and gives them back', async () => {
    const long = { ...full, subject: 'ж'.repeat(20_000) };
    const event = recorded(await encodeOne(long));
    expect(JSON.stringify(event).length).toBeLessThan(3000);
    expect(longTexts.size).toBe(1);
    expect((await codec.decodeBatch([event]))[0]?.event.data).toEqual(long);
    longTexts.eraseOf(ANNA);
    expect((await codec.decodeBatch([event]))[0]?.event.data).toEqual({ ...long, subject: ERASED });
    const empty = createEventCodec({ registry: codec.registry, keys, longTexts: memoryLongTexts() });
    await expect(empty.decodeBatch([event])).rejects.toMatchObject({ code: 'long-text-missing' });
  });

  it.each([
    ['a field that the schema does not know', { ...full, phone: '1' }, '/'],
    ['a wrong type', { ...full, customer: 1 }, '/customer'],
    ['an erased marker in place of text', { ...full, subject: ERASED }, '/subject'],
    ['a sealed marker in place of text', { ...full, subject: SEALED }, '/subject'],
    ['a subject that is not there', { ...full, witness: undefined }, '/witness'],
    ['a subject that could break the format', { ...full, customer: 'a.b' }, '/customer'],
  ])('refuses %s, without naming the value', async (_what, data, path) => {
    const failure: unknown = await encodeOne(data).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'invalid-event-data' });
    const { message, issues } = failure as Error & { issues: { path: string }[] };
    expect(issues[0]?.path || '/').toBe(path);
    expect(message).not.toMatch(/Анна|Принтер/);
    expect(longTexts.size).toBe(0);
  });

  it('fails on an unknown type, and skips it for those who say so', async () => {
    const known = recorded(await encodeOne({ count: 1 }, 'Ticked'));
    const unknown = { ...known, type: 'FromTheFuture' };
    await expect(codec.decodeBatch([unknown, known])).rejects.toMatchObject({ code: 'unknown-event-type' });
    const kept = await codec.decodeBatch([unknown, known], { unknown: 'skip' });
    expect(kept.map(({ event }) => event.type)).toEqual(['Ticked']);
    await expect(encodeOne({}, 'FromTheFuture')).rejects.toMatchObject({ code: 'unknown-event-type' });
  });
});

describe('upcasting', () => {
  const renamed = defineEvent(
    'Registered',
    z.strictObject({ client: z.string(), title: personal('client'), letters: z.int() }),
    [
      ({ subject, customer }) => ({ title: subject ?? '', client: customer ?? '' }),
      (data) => ({ ...data, letters: typeof data.title === 'string' ? data.title.length : 0 }),
    ],
  );

  it('opens a value where it was written, then moves it to where it belongs now', async () => {
    const old = recorded(await encodeOne({ customer: ANNA, subject: 'abc' }));
    const newer = createEventCodec({ registry: createEventRegistry([renamed]), keys, longTexts });
    expect((await newer.decodeBatch([old]))[0]?.event.data).toEqual({
      client: ANNA,
      title: 'abc',
      letters: 3,
    });
    keys.erase(ANNA);
    expect((await newer.decodeBatch([old]))[0]?.event.data).toMatchObject({ title: ERASED });
    const [sealed] = await newer.decodeBatch([old], { personal: 'omit' });
    expect(sealed?.event.data).toMatchObject({ title: SEALED });
  });

  it.each(['2', '0', '1.5', 'x', ''])(
    'takes schema version %j for no version, even when unknown types are skipped',
    async (version) => {
      const event = recorded(await encodeOne({ count: 1 }, 'Ticked'));
      const newer = { ...event, metadata: { ...event.metadata, schemaVersion: version } };
      await expect(codec.decodeBatch([newer], { unknown: 'skip' })).rejects.toMatchObject({
        code: 'unknown-event-version',
      });
    },
  );
});

describe('a registry', () => {
  it('refuses two types under one stored name, and takes the same list twice', () => {
    expect(() => createEventRegistry([Ticked], [defineEvent('Ticked', z.strictObject({}))])).toThrow(
      TypeError,
    );
    expect(createEventRegistry([Ticked], [Ticked]).types).toEqual([Ticked]);
  });

  it.each([
    ['a default', z.strictObject({ a: z.string().default('x') })],
    ['a transform', z.strictObject({ a: z.string().transform((value) => value.length) })],
    ['a date', z.strictObject({ a: z.date() })],
    ['a personal field in a tuple', z.strictObject({ a: z.tuple([text]) })],
    ['a personal field in a recursive schema', z.strictObject({ a: z.lazy(() => z.array(text)) })],
    ['alternatives that disagree', z.strictObject({ a: z.union([text, personal('witness')]) })],
  ])('refuses a schema with %s', (_what, schema) => {
    expect(() => createEventRegistry([defineEvent('Odd', schema)])).toThrow(TypeError);
  });
});
