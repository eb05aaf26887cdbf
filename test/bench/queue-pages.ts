import { type BenchRow } from './bench-row.js';
import { DESK } from './support/bench-desk.js';
import { type HttpClient } from './support/http-client.js';
import { latencies, type Latencies, p50p99 } from './support/latencies.js';
import { type QueueSeed, ticketOf } from './support/queue-seed.js';
import { size } from './support/sizes.js';

const ROWS = 50;
const LARGEST_PAGE = 200;

interface Page {
  readonly total: number;
  readonly entries: readonly object[];
  readonly next: string | null;
}

/**
 * Pages of the queue over HTTP, one after the other over one connection: first, middle, and first and middle ones of random
 * moments; against 50 rows by their primary key from the same table.
 */
export async function queuePageRows(
  api: HttpClient,
  floor: HttpClient,
  seed: QueueSeed,
): Promise<readonly BenchRow[]> {
  const runs = size('BENCH_PAGES', 2_000);
  const tickets = size('BENCH_TICKETS', 1_000_000);
  const page = (query: string) => api.json<Page>(api.get(`/api/v1/desks/${DESK}/queue?${query}`));

  const keys = await timed(runs, () => {
    const ids = Array.from({ length: ROWS }, () => ticketOf(Math.floor(Math.random() * tickets)));
    return floor.json<Page>(floor.get(`/rows?ids=${ids.join(',')}`));
  });
  const first = await timed(runs, () => page(`limit=${ROWS}`));
  const { cursor, total } = await middle(page);
  const middleOnes = await timed(runs, () => page(`limit=${ROWS}${cursor}`));
  const between = Date.parse(seed.to) - Date.parse(seed.from);
  const moment = () => new Date(Date.parse(seed.from) + Math.floor(Math.random() * between)).toISOString();
  const asOf = await timed(runs, () => page(`limit=${ROWS}&asOf=${moment()}`));
  const walks: string[] = [];
  for (let i = 0; i < Math.min(runs, 10); i++) walks.push((await middle(page, `&asOf=${moment()}`)).cursor);
  const asOfMiddle = await timed(runs, (i) => page(`limit=${ROWS}${walks[i % walks.length]}`));

  const row = (what: string, ours: Latencies, aim: string): BenchRow => ({
    what: `queue page of ${ROWS}, ${tickets.toLocaleString('en-US')} tickets, ${total.toLocaleString('en-US')} open: ${what}`,
    ours: p50p99(ours),
    floor: p50p99(keys),
    ratio: (keys.p99 / ours.p99).toFixed(2),
    aim,
  });
  return [
    row('first', first, 'p99 ≤ 10 ms'),
    row('middle', middleOnes, 'p99 ≤ 10 ms'),
    row('first, as of random instants', asOf, 'p99 ≤ 50 ms'),
    row('middle, as of random instants', asOfMiddle, 'p99 ≤ 50 ms'),
  ];
}

/** Walks half of the queue. */
async function middle(
  page: (query: string) => Promise<Page>,
  asOf = '',
): Promise<{ readonly cursor: string; readonly total: number }> {
  let seen = 0;
  let cursor = '';
  for (;;) {
    const { entries, next, total } = await page(`limit=${LARGEST_PAGE}${cursor === '' ? asOf : cursor}`);
    seen += entries.length;
    if (next === null) return { cursor: cursor === '' ? asOf : cursor, total };
    cursor = `&cursor=${next}`;
    if (2 * seen >= total) return { cursor, total };
  }
}

/** The first tenth warms up plans and caches and is not counted. */
async function timed(runs: number, call: (i: number) => Promise<unknown>): Promise<Latencies> {
  const times: number[] = [];
  const warmUp = Math.ceil(runs / 10);
  for (let i = 0; i < warmUp + runs; i++) {
    const startedAt = performance.now();
    await call(i);
    if (i >= warmUp) times.push(performance.now() - startedAt);
  }
  return latencies(times);
}
