import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Projection } from '#event-sourcing';
import { type DecodeBatch, ProjectionAdmin, type ProjectionRunner } from '../index.js';
import {
  append,
  decodePlain,
  type DeskEvent,
  queueProjection,
  type TotalRow,
  totalsProjection,
} from '../testing/desk-fixture.js';
import { readStoreFixture, type ReadStoreFixture } from '../testing/read-store-fixture.js';
import { until } from '../testing/until.js';

const SECRET = 'Ivan Petrov +7 900 000 00 00';
const came = (ticket: string): DeskEvent => ({ type: 'Came', data: { ticket, desk: 'north', rank: 1 } });
const poison: DeskEvent = { type: 'Moved', data: { ticket: SECRET, rank: 13 } };
const isPoison = (event: DeskEvent): boolean => event.type === 'Moved' && event.data.rank === 13;

/** A projection that breaks at the poison event, in one of the ways in which projections break. */
function breaking(
  at: 'keys' | 'evolve' | 'write' | 'row',
): Projection<TotalRow & { note: string | null }, DeskEvent> {
  return {
    ...totalsProjection,
    name: 'breaking',
    table: {
      ...totalsProjection.table,
      name: 'breaking',
      columns: { ...totalsProjection.table.columns, note: { type: 'text', nullable: true } },
    },
    keys(envelope) {
      if (at === 'keys' && isPoison(envelope.event)) throw new Error(SECRET);
      return ['all'];
    },
    evolve(row, envelope) {
      const next = {
        ...totalsProjection.evolve(row, envelope, 'all'),
        note: row?.note ?? null,
      } as TotalRow & {
        note: string | null;
      };
      if (!isPoison(envelope.event)) return next;
      if (at === 'evolve') throw new Error(SECRET);
      if (at === 'write') return { ...next, note: `${SECRET}\0` };
      return { ...next, desk: 'another' };
    },
  };
}

describe('a poison event', () => {
  let fixture: ReadStoreFixture;
  let running: ProjectionRunner | undefined;
  beforeEach(async () => {
    fixture = await readStoreFixture();
  });
  afterEach(() => fixture.close());

  const start = async (
    projection: Projection<never, DeskEvent> | ReturnType<typeof breaking>,
    decode?: DecodeBatch,
  ): Promise<ProjectionAdmin> => {
    const projections = [queueProjection, projection as ReturnType<typeof breaking>, totalsProjection];
    running = fixture.runner({ projections, ...(decode === undefined ? {} : { decode }) });
    await running.start();
    return new ProjectionAdmin({ ...fixture, decode: decodePlain, projections });
  };
  const rowOf = async (name: string) => (await fixture.readStore.status()).find((row) => row.name === name);

  it.each(['keys', 'evolve', 'write', 'row'] as const)(
    'that breaks %s stops that projection alone, just before it, without a word of the data; skipped, it goes on',
    async (at) => {
      await append(fixture.store, [came('a'), came('b'), poison, came('c')]);
      const admin = await start(breaking(at));
      await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 10_000);
      const failed = await until(
        () => rowOf('breaking'),
        (row) => row?.state === 'failed',
      );
      await append(fixture.store, [came('d')]);
      const head = await fixture.store.head();
      expect(await fixture.readStore.waitForPosition('queue', head, 10_000)).toMatchObject({ stale: false });
      expect(await fixture.readStore.waitForPosition('totals', head, 10_000)).toMatchObject({ stale: false });

      const log = await fixture.store.readAll({ after: '' as never, limit: 10 });
      expect(failed).toMatchObject({
        position: log.events[1]?.position,
        error: { position: log.events[2]?.position, eventId: log.events[2]?.id, eventType: 'Moved' },
      });
      expect(JSON.stringify(failed)).not.toMatch(/Ivan|Petrov|900/);
      const shown = await fixture.readStore.query('breaking', 'SELECT came, moved FROM read.breaking');
      expect(shown.rows).toEqual([{ came: 2, moved: 0 }]);

      await expect(admin.skip('breaking', head, 'no')).rejects.toMatchObject({
        code: 'wrong-projection-state',
      });
      await admin.skip('breaking', failed?.error?.position ?? ('' as never), 'broken by a test');
      expect(await fixture.readStore.waitForPosition('breaking', head, 10_000)).toMatchObject({
        stale: false,
      });
      const after = await fixture.readStore.query('breaking', 'SELECT came, moved FROM read.breaking');
      expect(after.rows).toEqual([{ came: 4, moved: 0 }]);
      expect(await admin.verify('breaking')).toMatchObject({ differences: 0 });
      const { rows } = await fixture.readStore.pool.query('SELECT name, reason FROM read.skipped');
      expect(rows).toEqual([{ name: 'breaking', reason: 'broken by a test' }]);
    },
  );

  it('that can not be decoded stops only those who handle it, and a fixed program resumes', async () => {
    let broken = true;
    const decode: DecodeBatch = async (events, options) => {
      if (broken && events.some((event) => (event.data as { rank?: number }).rank === 13))
        throw new Error(SECRET);
      return decodePlain(events, options);
    };
    const deaf: Projection<TotalRow, DeskEvent> = {
      ...totalsProjection,
      name: 'deaf',
      table: { ...totalsProjection.table, name: 'deaf' },
      handles: ['Came'],
    };
    await append(fixture.store, [came('a'), poison, came('b')]);
    const admin = await start(deaf as never, decode);
    const head = await fixture.store.head();
    expect(await fixture.readStore.waitForPosition('deaf', head, 10_000)).toMatchObject({ stale: false });
    await until(fixture.readStore.status.bind(fixture.readStore), (rows) =>
      ['queue', 'totals'].every((name) => rows.find((row) => row.name === name)?.state === 'failed'),
    );
    broken = false;
    await admin.resume('queue');
    await admin.resume('totals');
    expect(await fixture.readStore.waitForPosition('queue', head, 10_000)).toMatchObject({ stale: false });
    expect(await fixture.readStore.waitForPosition('totals', head, 10_000)).toMatchObject({ stale: false });
    expect((await fixture.readStore.query('totals', 'SELECT came, moved FROM read.totals')).rows).toEqual([
      { came: 2, moved: 1 },
    ]);
  });

  it('is not what an unreachable vault makes of events: they are tried again', async () => {
    let refusals = 3;
    const decode: DecodeBatch = async (events, options) => {
      if (refusals-- > 0) throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
      return decodePlain(events, options);
    };
    await append(fixture.store, [came('a')]);
    await start(totalsTwin, decode);
    const { stale } = await fixture.readStore.waitForPosition('totals', await fixture.store.head(), 10_000);
    expect(stale).toBe(false);
    expect((await rowOf('totals'))?.error).toBeNull();
  });
});

const totalsTwin = {
  ...totalsProjection,
  name: 'twin',
  table: { ...totalsProjection.table, name: 'twin' },
} as never;
