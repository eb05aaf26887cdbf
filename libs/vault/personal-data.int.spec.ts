import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { z } from 'zod';
import {
  BEGINNING,
  createCommandExecutor,
  createEventCodec,
  createEventRegistry,
  type Decider,
  defineEvent,
  derivedId,
  ERASED,
  type EventCodec,
  type EventOf,
  type EventStore,
  personal,
} from '#event-sourcing';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { sweepForPlaintext, testDatabase, type TestDatabase } from '#testing';
import { createVault, kekFromBase64, migrateVault, type Vault } from './index.js';

const CUSTOMER = '6f1c7a52-8b1e-4a40-9d0b-3c5a0e6f7d21';
const NAME = 'Аполлинария Всеволодовна Эйхенвальд';
const PHONE = '+7 916 555-01-73';
const PHRASE = 'кофеварка-ксилофон';
const SENTINELS = [NAME, PHONE, PHRASE];

const text = personal('customer');
const Asked = defineEvent(
  'Asked',
  z.strictObject({
    customer: z.uuid(),
    text,
    contact: z.strictObject({ name: text, phones: z.array(text) }),
  }),
);
type Asks = EventOf<readonly [typeof Asked]>;
const asking: Decider<number, Asks['data'], Asks, null> = {
  initialState: 0,
  decide: (data) => ({ kind: 'accepted', events: [{ type: 'Asked', data }] }),
  evolve: (count) => count + 1,
};
const question = (body: string): Asks['data'] => ({
  customer: CUSTOMER,
  text: body,
  contact: { name: NAME, phones: [PHONE] },
});

let database: TestDatabase;
let pool: pg.Pool;
let store: EventStore;
let vault: Vault;
let codec: EventCodec;

beforeAll(async () => {
  database = await testDatabase();
  await migrateEventLog(database.url);
  await migrateVault(database.url);
  pool = new pg.Pool({ connectionString: database.url });
  store = await createPostgresEventStore({ url: database.url });
  vault = createVault(pool, kekFromBase64(Buffer.alloc(32, 9).toString('base64')));
  codec = createEventCodec({
    registry: createEventRegistry([Asked]),
    keys: vault,
    longTexts: vault.longTexts,
  });
});

afterAll(async () => {
  await store.close();
  await pool.end();
  await database.drop();
});

function ask(data: Asks['data'], n: number, stream = CUSTOMER) {
  const executor = createCommandExecutor({
    store,
    codec,
    random: Math.random,
    delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    attempts: 40,
  });
  return executor.execute({
    category: 'question',
    id: stream,
    command: data,
    decider: asking,
    context: () => null,
    commandId: derivedId(CUSTOMER, 'ask', n),
    metadata: {
      $correlationId: CUSTOMER,
      $causationId: CUSTOMER,
      actor: 'staff-1',
      role: 'operator',
      occurredAt: '2026-11-21T10:00:00.000Z',
      decidedAt: '2026-11-21T10:00:00.000Z',
    },
  });
}

describe('personal data', () => {
  it('is nowhere in clear in the tables of the log and the vault, short or long', async () => {
    await ask(question(`сломалась ${PHRASE}`), 1);
    await ask(question(`${PHRASE} `.repeat(500)), 2);
    const { columns, hits } = await sweepForPlaintext(database.url, ['log', 'vault'], SENTINELS);
    expect(hits).toEqual([]);
    expect(columns).toEqual(expect.arrayContaining(['log.events.data', 'vault.contents.sealed']));
    const decoded = await codec.decodeBatch<Asks>(
      (await store.readAll({ after: BEGINNING, limit: 10 })).events,
    );
    expect(decoded.map(({ event }) => event.data.text)).toEqual([
      `сломалась ${PHRASE}`,
      `${PHRASE} `.repeat(500),
    ]);
  });

  it('is gone for every reader after the erasure, while the events stand', async () => {
    await vault.erase({
      subject: CUSTOMER,
      ground: 'demand',
      actor: 'staff-1',
      requestedAt: '2026-11-21T10:00:00.000Z',
    });
    const events = (await store.readAll({ after: BEGINNING, limit: 10 })).events;
    const erased = { customer: CUSTOMER, text: ERASED, contact: { name: ERASED, phones: [ERASED] } };
    expect((await codec.decodeBatch<Asks>(events)).map(({ event }) => event.data)).toEqual([erased, erased]);
    await expect(ask(question('again'), 3)).rejects.toMatchObject({ code: 'subject-is-erased' });
    const { rows } = await pool.query('SELECT FROM vault.contents WHERE sealed IS NOT NULL');
    expect(rows).toEqual([]);
  });
});

describe('commands on PostgreSQL', () => {
  const other = (n: number) => ({ ...question('x'), customer: derivedId(CUSTOMER, 'customer', n) });

  it('twenty racers on one stream all get through, each once', async () => {
    const stream = derivedId(CUSTOMER, 'race');
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(other(n), 100 + n, stream)));
    expect(results.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
  });

  it('twenty racers with one command id write once and get one answer', async () => {
    const stream = derivedId(CUSTOMER, 'repeat');
    const results = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(other(n), 200, stream)));
    const stored = await store.readStream(`question-${stream}`);
    expect(stored).toHaveLength(1);
    for (const { version, position, events } of results) {
      expect({ version, position }).toEqual({ version: 1, position: stored[0]?.position });
      expect(events[0]?.data.customer).toBe(stored[0]?.data.customer);
    }
  });
});
