import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Projection } from '#event-sourcing';
import { createMemoryEventStore } from '#event-store-memory';
import {
  type Difference,
  historyPage,
  openReadStore,
  ProjectionAdmin,
  type RunnableProjection,
} from '../index.js';
import {
  append,
  decodePlain,
  type DeskEvent,
  queueProjection,
  type QueueRow,
  totalsProjection,
} from '../testing/desk-fixture.js';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';
import { until } from '../testing/until.js';

const came = (ticket: string, rank = 1): DeskEvent => ({
  type: 'Came',
  data: { ticket, desk: 'north', rank },
});
const moved = (ticket: string, rank: number): DeskEvent => ({ type: 'Moved', data: { ticket, rank } });

/** The next version shows other columns, so nobody can take one for the other. */
const queueV2: Projection<{ ticket: string; moves: number }, DeskEvent> = {
  name: 'queue',
  version: 2,
  table: {
    name: 'queue',
    key: ['ticket'],
    columns: { ticket: { type: 'text' }, moves: { type: 'integer' } },
  },
  handles: ['Came', 'Moved'],
  keys: ({ event }) => (event.type === 'Unrelated' ? [] : [event.data.ticket]),
  evolve: (row, { event }) =>
    event.type === 'Came' ? { ticket: event.data.ticket, moves: 0 } : row && { ...row, moves: row.moves + 1 },
};

describe('an operator', () => {
  let fixture: ReadStoreFixture;
  beforeEach(async () => {
    fixture = await readStoreFixture();
    await append(fixture.store, [came('a'), came('b', 2), moved('a', 5), came('c', 3)]);
  });
  afterEach(() => fixture.close());

  const admin = (
    projections: readonly RunnableProjection[] = [queueProjection, totalsProjection],
  ): ProjectionAdmin => new ProjectionAdmin({ ...fixture, decode: decodePlain, projections });
  const verified = async (): Promise<Difference[]> => {
    const found: Difference[] = [];
    const { differences } = await admin().verify('queue', (difference) => found.push(difference));
    expect(differences).toBe(found.length);
    return found.sort((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1));
  };
  const sql = (text: string): Promise<unknown> => fixture.readStore.pool.query(text);
  const stateOf = async (name: string, version = 1): Promise<string | undefined> =>
    (await fixture.readStore.status()).find((row) => row.name === name && row.version === version)?.state;

  describe('verifies', () => {
    beforeEach(() => fixture.project());

    it('and finds nothing where nothing was touched', async () => {
      expect(await verified()).toEqual([]);
    });

    it('and is told every row that was changed, removed or added by hand, without its values', async () => {
      await sql(`UPDATE read.queue_v1 SET note = 'forged', rank = 99 WHERE ticket = 'a'`);
      await sql(`DELETE FROM read.queue_v1 WHERE ticket = 'b'`);
      await sql(`INSERT INTO read.queue_v1 SELECT 'z', desk, sort, rank, "inQueue", note, "changedAt", seen
        FROM read.queue_v1 WHERE ticket = 'c'`);
      expect(await verified()).toEqual([
        { table: 'rows', kind: 'different', key: { ticket: 'a' }, columns: ['rank', 'note'] },
        { table: 'rows', kind: 'missing', key: { ticket: 'b' }, columns: [] },
        { table: 'rows', kind: 'unexpected', key: { ticket: 'z' }, columns: [] },
      ]);
    });

    it('and is told what was forged in the past', async () => {
      await sql(`UPDATE read.queue_v1_history SET to_position = NULL WHERE to_position IS NOT NULL`);
      await sql(`UPDATE read.queue_v1_sizes SET live = live + 1 WHERE live = 3`);
      await sql(`DELETE FROM read.queue_v1_history WHERE ticket = 'b'`);
      await sql(`UPDATE read.queue_v1_buckets SET changes = 0`);
      expect((await verified()).map(({ table, kind, columns }) => ({ table, kind, columns }))).toEqual([
        { table: 'buckets', kind: 'different', columns: ['changes'] },
        { table: 'history', kind: 'different', columns: ['to_position'] },
        { table: 'history', kind: 'missing', columns: [] },
        { table: 'sizes', kind: 'different', columns: ['live'] },
      ]);
    });

    it('while the projection goes on, comparing both at one position', async () => {
      const runner = fixture.runner();
      await runner.start();
      let writing = true;
      const writer = (async () => {
        for (let i = 0; writing && i < 2_000; i++)
          await append(fixture.store, [came(`n${i}`, i % 9), moved(`n${i >> 1}`, i % 7)]);
      })();
      expect(await verified()).toEqual([]);
      writing = false;
      await writer;
      expect(await verified()).toEqual([]);
    });

    it('and leaves no tables behind', async () => {
      await admin().verify('queue');
      const { rows } = (await fixture.readStore.pool.query(
        `SELECT tablename FROM pg_tables WHERE schemaname = 'read' AND tablename ~ '^queue' ORDER BY 1`,
      )) as { rows: { tablename: string }[] };
      expect(rows.map((row) => row.tablename)).toEqual([
        'queue_v1',
        'queue_v1_buckets',
        'queue_v1_history',
        'queue_v1_sizes',
      ]);
    });
  });

  it('rebuilds what was forged, under a live runner that goes on from there', async () => {
    const runner = fixture.runner();
    await runner.start();
    await fixture.readStore.waitForPosition('queue', await fixture.store.head(), 10_000);
    await sql(`UPDATE read.queue_v1 SET rank = 99`);
    await sql(`DELETE FROM read.queue_v1_history`);
    await admin().rebuild('queue');
    await append(fixture.store, [moved('c', 7)]);
    const head = await fixture.store.head();
    expect(await fixture.readStore.waitForPosition('queue', head, 10_000)).toMatchObject({ stale: false });
    expect(await verified()).toEqual([]);
    const { rows } = await fixture.readStore.query(
      'queue',
      'SELECT ticket, rank FROM read.queue ORDER BY ticket',
    );
    expect(rows).toEqual([
      { ticket: 'a', rank: 5 },
      { ticket: 'b', rank: 2 },
      { ticket: 'c', rank: 7 },
    ]);
  });

  it('never lets a query see a half-built table while it rebuilds', async () => {
    await fixture.project();
    let building = true;
    const counts = new Set<number>();
    const reader = (async () => {
      while (building) {
        const { rows } = await fixture.readStore.query<{ n: number }>(
          'queue',
          'SELECT count(*)::int AS n FROM read.queue',
        );
        counts.add(rows[0]?.n ?? -1);
      }
    })();
    for (let i = 0; i < 5; i++) await admin().rebuild('queue');
    building = false;
    await reader;
    expect([...counts]).toEqual([3]);
  });

  it('boots a version beside the live one, and switches in one step, there and back', async () => {
    await fixture.project();
    const projections = [queueProjection, queueV2, totalsProjection];
    const runner = fixture.runner({ projections, switching: 'manual' });
    await runner.start();
    await until(
      () => stateOf('queue', 2),
      (state) => state === 'active',
    );
    const before = await fixture.readStore.query('queue', 'SELECT * FROM read.queue WHERE ticket = $1', [
      'a',
    ]);
    expect(before).toMatchObject({ view: 'queue@1', rows: [{ ticket: 'a', rank: 5 }] });

    await admin(projections).switch('queue@2');
    const after = await fixture.readStore.query('queue', 'SELECT * FROM read.queue WHERE ticket = $1', ['a']);
    expect(after).toMatchObject({ view: 'queue@2', rows: [{ ticket: 'a', moves: 1 }] });
    const old = await historyPage<QueueRow>(fixture.readStore, queueProjection, {
      partition: 'north',
      at: before.position,
      limit: 9,
    });
    expect(old.rows.map((row) => row.ticket)).toEqual(['b', 'c', 'a']);

    await append(fixture.store, [moved('a', 6)]);
    await fixture.readStore.waitForPosition('queue', await fixture.store.head(), 10_000);
    expect(await stateOf('queue', 1)).toBe('retired');
    await expect(admin(projections).drop('queue@2')).rejects.toMatchObject({
      code: 'wrong-projection-state',
    });

    await admin(projections).switch('queue@1');
    const head = await fixture.store.head();
    expect(await fixture.readStore.waitForPosition('queue', head, 10_000)).toMatchObject({ stale: false });
    const back = await fixture.readStore.query(
      'queue',
      'SELECT ticket, rank FROM read.queue WHERE ticket = $1',
      ['a'],
    );
    expect(back).toMatchObject({ view: 'queue@1', rows: [{ ticket: 'a', rank: 6 }] });

    await runner.stop();
    await admin(projections).drop('queue@2');
    expect(await stateOf('queue', 2)).toBeUndefined();
    await expect(sql('SELECT FROM read.queue_v2')).rejects.toMatchObject({ code: '42P01' });
  });

  it('finds a new version live by itself once it has caught up, unless it is to be switched by hand', async () => {
    await fixture.project();
    await fixture.runner({ projections: [queueProjection, queueV2] }).start();
    await until(
      () => fixture.readStore.query('queue', 'SELECT 1 FROM read.queue'),
      ({ view }) => view === 'queue@2',
    );
  });

  it('pauses and resumes', async () => {
    const runner = fixture.runner();
    await runner.start();
    await fixture.readStore.waitForPosition('queue', await fixture.store.head(), 10_000);
    await admin().pause('queue');
    await append(fixture.store, [came('d')]);
    const head = await fixture.store.head();
    expect(await fixture.readStore.waitForPosition('totals', head, 10_000)).toMatchObject({ stale: false });
    expect(await fixture.readStore.waitForPosition('queue', head, 50)).toMatchObject({ stale: true });
    await expect(admin().pause('queue')).rejects.toMatchObject({ code: 'wrong-projection-state' });
    await admin().resume('queue');
    expect(await fixture.readStore.waitForPosition('queue', head, 10_000)).toMatchObject({ stale: false });
    expect(await verified()).toEqual([]);
  });

  it('is refused what names nothing, and a table that changed its shape under the same version', async () => {
    await fixture.project();
    await expect(admin().verify('nobody')).rejects.toMatchObject({ code: 'unknown-projection' });
    await expect(admin().switch('queue@9')).rejects.toMatchObject({ code: 'unknown-projection' });
    await expect(admin([]).rebuild('queue')).rejects.toMatchObject({ code: 'unknown-projection' });
    const reshaped = { ...queueProjection, table: { ...queueProjection.table, indexes: [] } };
    await expect(fixture.runner({ projections: [reshaped] }).start()).rejects.toMatchObject({
      code: 'projection-shape-changed',
    });
  });

  it('can not open the read store for another log', async () => {
    const other = createMemoryEventStore();
    await expect(openReadStore({ url: fixture.url, logId: other.logId })).rejects.toMatchObject({
      code: 'foreign-read-store',
      builtFrom: fixture.store.logId,
    });
  });
});
