import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { BEGINNING, type EventStore, originalPosition } from '#event-sourcing';
import { createEventStoreDbEventStore } from '#event-store-eventstoredb';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { encodeBasis } from '#read-store';
import { testDatabase } from '#testing';
import { startDouble } from '../../../test/eventstoredb-double/index.js';
import { openHelpDesk } from '../../composition/help-desk.js';
import { PROJECTIONS } from '../../composition/projections.js';
import { caughtUp } from '../../ops/desk/caught-up.js';
import { copyLog } from '../../ops/event-store/copying/copy-log.js';
import { type ApiFixture, apiFixture, CUSTOMER, DESK } from '../testing/api-fixture.js';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const targets: Record<string, () => Promise<EventStore>> = {
  async PostgreSQL() {
    const database = await testDatabase();
    undo.push(() => database.drop());
    await migrateEventLog(database.url);
    return createPostgresEventStore({ url: database.url });
  },
  async EventStoreDB() {
    const double = await startDouble();
    undo.push(() => double.close());
    return createEventStoreDbEventStore({ url: double.url });
  },
};

async function sql<Row extends pg.QueryResultRow>(url: string, text: string): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Every table of read models with its row history, as text; but for the one that only a moved log fills. */
async function rowsOf(url: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const tables = await sql<{ name: string }>(
    url,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'read' AND table_name !~ '^original_positions_'
     AND table_name ~ '_v\\d+(_history|_buckets|_sizes)?$' ORDER BY 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables)
    found[name] = (
      await sql<{ row: string }>(url, `SELECT row_to_json(t)::text AS row FROM read."${name}" t`)
    ).map(({ row }) => row);
  return found;
}

const HOUR = 3_600_000;

/** Tickets that come, are answered and closed, one an hour from `start` on. */
async function work(api: ApiFixture, start: string, tickets: number): Promise<readonly string[]> {
  const post = async (path: string, as: 'customer' | 'engineer', body: object) => {
    const answer = await api.call('POST', `/api/v1/tickets${path}`, { as, body });
    expect([200, 201]).toContain(answer.status);
    return answer.body as { id: string };
  };
  const ids: string[] = [];
  for (let i = 0; i < tickets; i++) {
    api.clock.now = new Date(Date.parse(start) + i * HOUR);
    const request = {
      desk: DESK,
      channel: 'account',
      serviceKind: 'network-problem',
      subject: `№ ${i}`,
      text: 'б',
    };
    const { id } = await post('', 'customer', request);
    ids.push(id);
    if (i % 3 === 0)
      await post(`/${id}/answers`, 'engineer', { text: 'в', channel: 'account', solution: true });
    if (i % 4 === 1) await post(`/${id}/closure`, 'customer', { reason: 'solved' });
  }
  await caughtUp(api.helpDesk);
  return ids;
}

async function ask(api: ApiFixture, url: string, query: Record<string, string> = {}) {
  const asked = `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(query).toString()}`;
  const answer = await api.call('GET', asked, { as: 'auditor' });
  expect({ asked, ...answer }).toMatchObject({ status: 200 });
  return answer.body as { readonly basis?: string; readonly next?: string };
}

/** Where each event stood in the log that it was copied from, by where it stands in the copy. */
async function originalByCopy(copy: EventStore, logId: string): Promise<ReadonlyMap<string, string>> {
  const { events } = await copy.readAll({ after: BEGINNING, limit: 100_000 });
  return new Map(events.map((event) => [event.position, originalPosition(event.metadata, logId) ?? '']));
}

describe('a service whose log has moved', () => {
  it.each(Object.keys(targets))(
    'to %s answers old bases as before, from equal read models',
    async (kind) => {
      const before = await apiFixture();
      undo.push(() => before.close());
      // Gaps, as failed transactions leave them: the copy's positions are others.
      await sql(before.url, `SELECT nextval('log.positions') FROM generate_series(1, 5000)`);
      const [id = ''] = await work(before, '2026-03-02T09:00:00.000Z', 8);
      const urls = [
        `/api/v1/tickets/${id}`,
        `/api/v1/tickets/${id}/history`,
        `/api/v1/tickets/${id}/clocks`,
        `/api/v1/desks/${DESK}/queue?limit=2`,
        `/api/v1/desks/${DESK}/breaches`,
        `/api/v1/customers/${CUSTOMER}/history?desk=${DESK}`,
      ];
      const then = await Promise.all(urls.map((url) => ask(before, url)));
      const pageThen = await ask(before, urls[3]!, { cursor: then[3]?.next ?? '' });
      const feed = (limit: number, cursor?: string) =>
        `/api/v1/events?limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
      const { next: feedCursor } = await ask(before, feed(7));
      const feedThen = await ask(before, feed(5, feedCursor));
      const { next: endCursor } = await ask(before, feed(500));
      await work(before, '2026-03-04T09:00:00.000Z', 4);

      const { now } = before.clock;
      const data = await before.end();
      const source = await createPostgresEventStore({ url: before.url });
      const { logId } = source;
      const helpDesk = await openHelpDesk({ ...data, store: source });
      await caughtUp(helpDesk);
      const rowsBefore = await rowsOf(before.url);
      await helpDesk.close();

      const store = await targets[kind]!();
      await copyLog({ source, target: store });
      await source.close();
      await sql(before.url, 'DROP SCHEMA read CASCADE');
      // Without a worker nothing but what the test does is written.
      const after = await apiFixture({ data, store, worker: false });
      undo.push(() => after.close());
      after.clock.now = now;
      await caughtUp(after.helpDesk);

      const originals = await originalByCopy(store, logId);
      const moved = [...originals].filter(([here, there]) => here !== there);
      expect(moved.length).toBeGreaterThan(20);
      /** In the places of the first log; where it stands, and the basis that says so, are the log's own. */
      const inOriginal = (text: string) =>
        text.replace(/\b\d{19}\b/g, (place) => originals.get(place) ?? place);
      const apart = ({ basis, next, ...rest }: Awaited<ReturnType<typeof ask>>) =>
        JSON.parse(
          inOriginal(JSON.stringify({ ...rest, isLast: next === null, isBasis: basis !== undefined })),
        ) as object;
      const asPlain = ({ basis, next, ...rest }: Awaited<ReturnType<typeof ask>>) => ({
        ...rest,
        isLast: next === null,
        isBasis: basis !== undefined,
      });

      const again = await Promise.all(urls.map((url, i) => ask(after, url, { asOf: then[i]?.basis ?? '' })));
      expect(again.map(apart)).toEqual(then.map(asPlain));
      expect(again.map(({ basis }) => basis)).not.toEqual(then.map(({ basis }) => basis));
      expect(
        await Promise.all(urls.map((url, i) => ask(after, url, { asOf: again[i]?.basis ?? '' }))),
      ).toEqual(again);
      const pageAgain = await ask(after, urls[3]!, { cursor: then[3]?.next ?? '' });
      expect(apart(pageAgain)).toEqual(asPlain(pageThen));

      const feedAgain = await ask(after, feed(5, feedCursor));
      expect(apart(feedAgain)).toEqual(asPlain(feedThen));
      const [sinceThen, everything] = [await ask(after, feed(500, endCursor)), await ask(after, feed(500))];
      const ids = (page: object) => (page as { events: { id: string }[] }).events.map((event) => event.id);
      expect(ids(sinceThen).length).toBeGreaterThan(4);
      expect(ids(everything).slice(-ids(sinceThen).length)).toEqual(ids(sinceThen));

      const rowsAfter = Object.entries(await rowsOf(before.url)).map(
        ([table, rows]) => [table, rows.map(inOriginal).sort()] as const,
      );
      expect(rowsAfter).toEqual(Object.entries(rowsBefore).map(([table, rows]) => [table, [...rows].sort()]));
      expect(rowsAfter.length).toBeGreaterThan(PROJECTIONS.length);

      const foreign = encodeBasis({ logId: 'another', position: BEGINNING, view: 'ticket-details@1' });
      const refused = await after.call('GET', `${urls[0]!}?asOf=${foreign}`, { as: 'auditor' });
      expect(refused).toMatchObject({ status: 422, body: { code: 'basis-foreign-log' } });
      await work(after, '2026-03-06T09:00:00.000Z', 2);
      expect(
        (await Promise.all(urls.map((url, i) => ask(after, url, { asOf: then[i]?.basis ?? '' })))).map(apart),
      ).toEqual(then.map(asPlain));
    },
    180_000,
  );
});
