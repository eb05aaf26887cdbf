import pg from 'pg';
import { type EventStore } from '#event-sourcing';
import {
  type DecodeBatch,
  historyPage,
  migrateReadStore,
  openReadStore,
  ProjectionAdmin,
  ProjectionRunner,
  type ReadStore,
  type RunnableProjection,
} from '#read-store';
import { type BenchRow, perSecond } from './bench-row.js';

export interface ProjectionBenchInput {
  /** A durable PostgreSQL, as a role that may create a schema. */
  readonly url: string;
  /** Holds the events to catch up on. */
  readonly store: EventStore;
  readonly decode: DecodeBatch;
  readonly projections: readonly RunnableProjection[];
  /** How many events the log holds. */
  readonly events: number;
  readonly batchSize?: number;
}

/**
 * Catch-up of all projections from zero, against bare `unnest` upserts of as many rows of the same tables, over one
 * connection a table on the same server; then a verification of every projection.
 */
export async function runProjectionBench(input: ProjectionBenchInput): Promise<readonly BenchRow[]> {
  const { url, store, decode, projections, events, batchSize = 5_000 } = input;
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const { rows: who } = await admin.query<{ me: string }>('SELECT current_user AS me');
  await migrateReadStore(url, { appRole: who[0]?.me ?? '' });
  const readStore = await openReadStore({ url, logId: store.logId, poolSize: projections.length + 4 });
  let written = 0;
  const byProjection = new Map<string, number>();
  const runner = new ProjectionRunner({
    readStore,
    store,
    decode,
    projections,
    bootBatchSize: batchSize,
    observer: {
      committed({ rows, projections: views }) {
        written += rows;
        for (const view of views) byProjection.set(view, (byProjection.get(view) ?? 0) + rows);
      },
    },
  });
  try {
    const head = await store.head();
    const started = performance.now();
    await runner.start();
    for (const { name } of projections) {
      const { stale } = await readStore.waitForPosition(name, head, 3_600_000);
      if (stale) throw new Error(`${name} did not catch up`);
    }
    const ours = (performance.now() - started) / 1_000;
    await runner.stop();
    const floor = await floorSeconds(readStore, projections, byProjection, batchSize);
    const differences = await verifyAll(input, readStore);
    return [
      {
        what: `catch-up, ${projections.length} read models, ${events.toLocaleString('en-US')} events`,
        ours: `${perSecond(events / ours)} (${written.toLocaleString('en-US')} rows)`,
        floor: '–',
        ratio: '–',
        aim: '≥ 20,000/s',
      },
      {
        what: 'catch-up, rows written',
        ours: perSecond(written / ours),
        floor: perSecond(written / floor),
        ratio: (floor / ours).toFixed(2),
        aim: '≥ 0.5 ×',
      },
      { what: 'differences in verify', ours: String(differences), floor: '–', ratio: '–', aim: '0' },
    ];
  } finally {
    await runner.stop();
    await readStore.close();
    await admin.end();
  }
}

async function verifyAll(input: ProjectionBenchInput, readStore: ReadStore): Promise<number> {
  const admin = new ProjectionAdmin({ ...input, readStore });
  let differences = 0;
  for (const { name } of input.projections) differences += (await admin.verify(name)).differences;
  return differences;
}

/** Seconds that bare upserts of as many rows take, all projections at once: their own rows, over and over. */
async function floorSeconds(
  readStore: ReadStore,
  projections: readonly RunnableProjection[],
  byProjection: ReadonlyMap<string, number>,
  batchSize: number,
): Promise<number> {
  const jobs = await Promise.all(
    projections.map(async (projection) => {
      const { name, version, table } = projection;
      const from = `read."${table.name}_v${version}"`;
      const floor = `read."floor_${table.name}"`;
      await readStore.pool.query(`CREATE TABLE ${floor} (LIKE ${from} INCLUDING ALL)`);
      const columns = Object.entries(table.columns);
      const text = columns.map(([column]) => `"${column}"::text`).join(', ');
      const { rows } = await readStore.pool.query<Record<string, string | null>>(
        `SELECT ${text} FROM ${from} LIMIT 50000`,
      );
      const list = columns.map(([column]) => `"${column}"`).join(', ');
      const update = columns.map(([column]) => `"${column}" = excluded."${column}"`).join(', ');
      const statement = {
        name: `floor-${table.name}`,
        text: `INSERT INTO ${floor} (${list}) SELECT * FROM unnest(${columns
          .map(([, column], i) => `$${i + 1}::${column.type}[]`)
          .join(
            ', ',
          )}) ON CONFLICT (${table.key.map((key) => `"${key}"`).join(', ')}) DO UPDATE SET ${update}`,
      };
      const batches: (string | null)[][][] = [];
      for (let i = 0; i < rows.length; i += batchSize) {
        const slice = rows.slice(i, i + batchSize);
        batches.push(columns.map(([column]) => slice.map((row) => row[column] ?? null)));
      }
      return { statement, batches, total: byProjection.get(`${name}@${version}`) ?? 0 };
    }),
  );
  const started = performance.now();
  await Promise.all(
    jobs.map(async ({ statement, batches, total }) => {
      for (let done = 0, i = 0; done < total && batches.length > 0; i++) {
        const values = batches[i % batches.length] ?? [];
        const client = await readStore.pool.connect();
        await client.query('BEGIN; SET LOCAL synchronous_commit TO off');
        await client.query({ ...statement, values });
        await client.query('COMMIT');
        client.release();
        done += values[0]?.length ?? 1;
      }
    }),
  );
  return (performance.now() - started) / 1_000;
}

/**
 * Pages of a set-shaped read model: the first and a middle one, at random positions of the past.
 *
 * @returns p50 and p99 in milliseconds over `runs` pages.
 */
export async function timeHistoryPages(
  readStore: ReadStore,
  projection: RunnableProjection,
  input: {
    readonly partition: string;
    readonly positions: readonly string[];
    readonly after?: readonly (string | number)[];
  },
): Promise<{ readonly p50: number; readonly p99: number }> {
  const times: number[] = [];
  for (const at of input.positions) {
    const started = performance.now();
    await historyPage(readStore, projection, {
      partition: input.partition,
      at: at as never,
      limit: 50,
      ...(input.after === undefined ? {} : { after: input.after }),
    });
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
