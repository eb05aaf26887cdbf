import pg from 'pg';
import { type EventStore } from '#event-sourcing';
import {
  type DecodeBatch,
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

/**
 * Seconds that bare upserts of as many rows take, all projections at once. Every row is new, the cheapest upsert there is, and
 * the parameters are made before the clock starts: what is measured is PostgreSQL.
 */
async function floorSeconds(
  { pool }: ReadStore,
  projections: readonly RunnableProjection[],
  byProjection: ReadonlyMap<string, number>,
  batchSize: number,
): Promise<number> {
  const jobs: FloorJob[] = [];
  for (const projection of projections) {
    const rows = byProjection.get(`${projection.name}@${projection.version}`) ?? 0;
    if (rows > 0) jobs.push(await floorJob(pool, projection, rows, batchSize));
  }
  const started = performance.now();
  await Promise.all(
    jobs.map(async ({ statement, columns, size, rows }) => {
      for (let done = 0; done < rows; done += size) {
        const client = await pool.connect();
        const numbers = Array.from({ length: size }, (_, i) => done + i);
        await client.query('BEGIN; SET LOCAL synchronous_commit TO off');
        await client.query({ ...statement, values: [...columns, `{${numbers.join(',')}}`] });
        await client.query('COMMIT');
        client.release();
      }
    }),
  );
  return (performance.now() - started) / 1_000;
}

interface FloorJob {
  readonly statement: { readonly name: string; readonly text: string };
  /** Array literals of one batch, column by column. */
  readonly columns: readonly string[];
  readonly size: number;
  readonly rows: number;
}

/** A table as the projection's own, indexes included, but for a number in the key that tells repeated rows apart. */
async function floorJob(
  pool: pg.Pool,
  { version, table }: RunnableProjection,
  rows: number,
  batchSize: number,
): Promise<FloorJob> {
  const from = `read."${table.name}_v${version}"`;
  const floor = `read."floor_${table.name}"`;
  const key = [...table.key.map((column) => `"${column}"`), 'n'].join(', ');
  await pool.query(`CREATE TABLE ${floor} (LIKE ${from} INCLUDING ALL)`);
  await pool.query(
    `ALTER TABLE ${floor} ADD COLUMN n integer, DROP CONSTRAINT "floor_${table.name}_pkey", ADD PRIMARY KEY (${key})`,
  );
  const columns = Object.entries(table.columns);
  const { rows: sample } = await pool.query<Record<string, string | null>>(
    `SELECT ${columns.map(([column]) => `"${column}"::text`).join(', ')} FROM ${from} LIMIT ${batchSize}`,
  );
  const size = Math.min(batchSize, rows);
  const literal = (column: string) =>
    `{${Array.from({ length: size }, (_, i) => quoted(sample[i % sample.length]?.[column])).join(',')}}`;
  const types = [...columns.map(([, column]) => column.type), 'integer'];
  return {
    statement: {
      name: `floor-${table.name}`,
      text: `INSERT INTO ${floor} (${columns.map(([column]) => `"${column}"`).join(', ')}, n)
        SELECT * FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')})
        ON CONFLICT (${key}) DO UPDATE SET ${columns.map(([column]) => `"${column}" = excluded."${column}"`).join(', ')}`,
    },
    columns: columns.map(([column]) => literal(column)),
    size,
    rows,
  };
}

function quoted(text: string | null | undefined): string {
  return text == null ? 'NULL' : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
