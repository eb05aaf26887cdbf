import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  createEventCodec,
  createEventRegistry,
  defineEvent,
  derivedId,
  personal,
  type Position,
  type RecordedEvent,
  type SubjectKeys,
} from '#event-sourcing';
import { type BenchRow, median, perSecond } from './bench-row.js';
import { size } from './support/sizes.js';

const EVENTS = size('BENCH_EVENTS', 5_000);
const ROUNDS = size('BENCH_ROUNDS', 7);

const text = personal('customer');
/** Of the shape and size of a ticket's opening: four personal texts among twenty fields. */
const Opening = defineEvent(
  'Opening',
  z.strictObject({
    customer: z.uuid(),
    subject: text,
    text,
    contact: z.strictObject({ name: text, phone: text }),
    queueClass: z.strictObject({ rank: z.int(), outOfTurn: z.boolean(), reason: z.string() }),
    attributes: z.record(z.string(), z.string()),
    receivedAt: z.iso.datetime(),
  }),
);

/**
 * The codec alone, single thread: encode, decode with and without personal texts. The floor is `JSON.parse` of the same
 * events, the least that any reader of the log does.
 */
export async function runCodecBench(): Promise<readonly BenchRow[]> {
  const customers = Array.from({ length: 500 }, () => randomUUID());
  const codec = createEventCodec({
    registry: createEventRegistry([Opening]),
    keys: keysOf(customers),
    longTexts: { put: async () => undefined, get: async () => new Map() },
  });
  const events = Array.from({ length: EVENTS }, (_, n) => ({ type: 'Opening', data: opening(n, customers) }));
  const metadata = {
    $correlationId: randomUUID(),
    $causationId: randomUUID(),
    commandId: randomUUID(),
    actor: 'staff-1',
    role: 'operator',
    occurredAt: '2026-11-21T10:00:00.000Z',
    decidedAt: '2026-11-21T10:00:00.000Z',
  };
  const encode = () => codec.encode(events, metadata, (index) => derivedId(metadata.commandId, index));
  const stream = `opening-${randomUUID()}` as const;
  const recorded = (await encode()).map((event, index): RecordedEvent => ({
    ...event,
    stream,
    version: index + 1,
    position: String(index) as Position,
    recordedAt: '',
  }));
  const lines = recorded.map((event) => JSON.stringify(event.data));

  const parse = await rate(async () => void lines.map((line) => JSON.parse(line) as unknown));
  const omit = await rate(() => codec.decodeBatch(recorded, { personal: 'omit' }));
  const decrypt = await rate(() => codec.decodeBatch(recorded));
  const encoded = await rate(encode);
  const row = (what: string, ours: number, aim: string): BenchRow => ({
    what,
    ours: perSecond(ours),
    floor: perSecond(parse),
    ratio: (ours / parse).toFixed(2),
    aim,
  });
  return [
    row('decode, personal texts omitted', omit, '≥ 100,000/s'),
    row('decode, four personal texts decrypted', decrypt, '–'),
    row('encode, four personal texts encrypted', encoded, '–'),
  ];
}

/** Keys that are in memory already, as the vault's cache has them. */
function keysOf(subjects: readonly string[]): SubjectKeys {
  const rings = new Map(
    subjects.map((subject) => [subject, { current: 1, keys: new Map([[1, randomBytes(32)]]) }]),
  );
  const find = async () => rings;
  return { keysFor: find, ensure: find };
}

async function rate(run: () => Promise<unknown>): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await run();
    rates.push((EVENTS * 1000) / (performance.now() - start));
  }
  return median(rates);
}

function opening(n: number, customers: readonly string[]) {
  return {
    customer: customers[n % customers.length] as string,
    subject: 'Не печатает принтер в кабинете 17',
    text: 'После обновления драйвера принтер пишет ошибку и не печатает. Перезагрузка не помогла, бумага есть. '.repeat(
      3,
    ),
    contact: { name: 'Иванова Анна Петровна', phone: '+7 916 123-45-67' },
    queueClass: { rank: n % 4, outOfTurn: false, reason: 'priority' },
    attributes: { building: '4', floor: '2' },
    receivedAt: '2026-11-21T10:00:00.000Z',
  };
}
