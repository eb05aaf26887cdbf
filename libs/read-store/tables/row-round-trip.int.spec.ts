import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '#testing';
import type pg from 'pg';
import { COPY_FROM } from '../database/copy-in.js';
import { pipelinedPool, runWrites } from '../database/pipelined.js';
import { openDataSource } from '../database/data-source.js';
import { inTransaction } from '../database/transaction.js';
import { BatchWriter } from '../runner/batch-writer.js';
import { keyOf } from '../runner/fold-batch.js';
import { createTables } from './table-ddl.js';
import { tableSet } from './table-set.js';

const set = tableSet({
  name: 'odd',
  version: 1,
  table: {
    name: 'odd',
    key: ['id', 'n'],
    columns: {
      id: { type: 'text' },
      n: { type: 'integer' },
      big: { type: 'bigint', nullable: true },
      yes: { type: 'boolean', nullable: true },
      at: { type: 'timestamptz', nullable: true },
      json: { type: 'jsonb', nullable: true },
      uuid: { type: 'uuid', nullable: true },
      text: { type: 'text', nullable: true, byteOrder: true },
    },
  },
  handles: [],
  keys: () => [],
  evolve: () => undefined,
});

const text = fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', '').replaceAll('\u001f', ''));
const nullable = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const row = fc.record({
  id: fc.oneof(text, fc.constantFrom('NULL', '', '{}', '"', '\\', 'a,b', ' ')),
  n: fc.integer({ min: -500, max: 500 }),
  big: nullable(fc.maxSafeInteger()),
  yes: nullable(fc.boolean()),
  at: nullable(
    fc
      .date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') })
      .map((d) => d.toISOString()),
  ),
  json: nullable(
    fc.oneof(
      fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null))),
      fc.array(text),
      text,
      fc.integer(),
    ),
  ),
  uuid: nullable(fc.uuid()),
  text: nullable(text),
});

describe('rows', () => {
  let database: TestDatabase;
  let opened: Awaited<ReturnType<typeof openDataSource>>;
  const pool = (): pg.Pool => opened.pool;
  let pipelined: pg.Pool;
  beforeAll(async () => {
    database = await testDatabase();
    pipelined = pipelinedPool({ url: database.url });
    opened = await openDataSource({ url: database.url, poolSize: 2 });
    await pool().query('CREATE SCHEMA read');
    for (const statement of createTables(set)) await pool().query(statement);
  });
  afterAll(async () => {
    await pipelined.end();
    await opened.dataSource.destroy();
    await database.drop();
  });

  it.each([
    { by: 'one statement for all', minLength: 1, maxLength: 8, numRuns: 200 },
    {
      by: 'statements ahead of their answers',
      pipeline: true,
      minLength: COPY_FROM,
      maxLength: COPY_FROM + 10,
      numRuns: 20,
    },
    { by: 'COPY', minLength: COPY_FROM, maxLength: COPY_FROM + 10, numRuns: 20 },
  ])(
    'come back from the table as they were written by $by, whatever is in them, also when changed, and are gone when removed',
    async ({ pipeline, minLength, maxLength, numRuns }) => {
      const commits = (): pg.Pool => (pipeline === true ? pipelined : pool());
      const writer = new BatchWriter(set);
      const key = (of: object): string => keyOf(['id', 'n'], of as never);
      const some = fc.uniqueArray(row, { selector: key, minLength, maxLength });
      await fc.assert(
        fc.asyncProperty(some, fc.array(row, { minLength: 1 }), async (rows, others) => {
          const keys = rows.map(key);
          const write = (
            changes: [string, { before: object | undefined; after: object | undefined }][],
          ): Promise<readonly number[]> =>
            inTransaction(commits(), (client) =>
              runWrites(client, writer.writes(new Map(changes) as never, undefined)),
            );
          const [stored] = await write(rows.map((r) => [key(r), { before: undefined, after: r }]));
          expect(stored).toBe(rows.length);
          expect(await writer.load(pool(), keys)).toEqual(new Map(rows.map((r) => [key(r), r])));
          const changed = rows.map((r, i) => ({ ...others[i % others.length], id: r.id, n: r.n }));
          await write(changed.map((r, i) => [key(r), { before: rows[i], after: r }]));
          expect(await writer.load(pool(), keys)).toEqual(new Map(changed.map((r) => [key(r), r])));
          await write(changed.map((r) => [key(r), { before: r, after: undefined }]));
          expect(await writer.load(pool(), keys)).toEqual(new Map());
        }),
        { numRuns },
      );
    },
    60_000,
  );
});
