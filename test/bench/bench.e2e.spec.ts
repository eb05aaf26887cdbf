import { describe, expect, it } from '@jest/globals';
import { SpawnedProcess } from '#testing';

/** As small as they go: what is tried is that they run, never how fast. */
const TINY = {
  BENCH_ROUNDS: '1',
  BENCH_ROUND_MS: '150',
  BENCH_EVENTS: '500',
  BENCH_TICKETS: '300',
  BENCH_OPEN: '100',
  BENCH_PAGES: '3',
  BENCH_LAG_MS: '500',
  BENCH_COMMANDS_PER_SECOND: '20',
};

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly floor: string;
}

async function bench(...names: string[]): Promise<Row[]> {
  const { code, output } = await new SpawnedProcess('test/bench/bench.ts', { args: names, env: TINY }).ended;
  if (code !== 0) throw new Error(output);
  return output
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => {
      const [what = '', ours = '', floor = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      return { what, ours, floor };
    });
}

/** First number of a cell. */
const figure = (cell: string | undefined) => Number(/[\d,.]+/.exec(cell ?? '')?.[0].replaceAll(',', ''));
const row = (rows: readonly Row[], what: RegExp) => rows.filter((each) => what.test(each.what));

describe('the benches', () => {
  it('open tickets over HTTP, against a naive controller', async () => {
    const rows = await bench('open-ticket');
    expect(rows).toHaveLength(2);
    for (const { ours, floor } of rows) {
      expect(figure(ours)).toBeGreaterThan(0);
      expect(figure(floor)).toBeGreaterThan(0);
    }
  }, 120_000);

  it('build all read models, which then differ in nothing from a rebuild', async () => {
    const rows = await bench('catch-up');
    const [caughtUp] = row(rows, /^catch-up, \d+ read models/);
    expect(figure(caughtUp?.ours.replace(/^.*\(/, ''))).toBeGreaterThan(500);
    expect(row(rows, /^differences/)).toMatchObject([{ ours: '0' }]);
  }, 120_000);

  it('page through a queue now and then, follow commands, and weigh the process', async () => {
    const rows = await bench('desk');
    const pages = row(rows, /^queue page/);
    expect(pages.map(({ what }) => what.replace(/^.*open: /, ''))).toEqual([
      'first',
      'middle',
      'first, as of random instants',
      'middle, as of random instants',
    ]);
    for (const { what, ours } of pages) {
      expect(what).toContain('300 tickets, 100 open');
      expect(ours).toMatch(/^p50 [\d.]+ ms, p99 [\d.]+ ms$/);
    }
    expect(row(rows, /^projection lag/)).toMatchObject([
      { ours: expect.stringMatching(/^p50 [\d.]+ ms, p99/) },
    ]);
    expect(figure(row(rows, /^memory/)[0]?.ours)).toBeGreaterThan(0);
  }, 120_000);

  it('append, encode and count working time', async () => {
    const rows = await bench('append', 'codec', 'working-time');
    expect(row(rows, /^append, (1|16|64) writer/)).toHaveLength(3);
    expect(row(rows, /^decode|^encode/)).toHaveLength(3);
    expect(row(rows, /^working time/)).toHaveLength(5);
  }, 120_000);

  it('compare the EventStoreDB adapter with the bare client, weigh a reader, and move the leader', async () => {
    const rows = await bench('eventstoredb');
    expect(row(rows, /^append to EventStoreDB, (1|16|64) writer/)).toHaveLength(3);
    expect(row(rows, /^catch-up from EventStoreDB/)).toHaveLength(2);
    expect(row(rows, /^memory of a reader/)).toHaveLength(1);
    expect(row(rows, /^appends go on after the leader/)).toHaveLength(2);
  }, 120_000);

  it('are refused by a name that none has, and by a size that is no number', async () => {
    await expect(bench('nonsense')).rejects.toThrow(/no such bench: nonsense/);
    const ended = await new SpawnedProcess('test/bench/bench.ts', {
      args: ['codec'],
      env: { ...TINY, BENCH_EVENTS: '-5' },
    }).ended;
    expect(ended.code).not.toBe(0);
    expect(ended.output).toContain('BENCH_EVENTS must be a whole number above 0');
  }, 120_000);
});
