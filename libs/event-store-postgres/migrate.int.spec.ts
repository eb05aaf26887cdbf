import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testDatabase, type TestDatabase } from '#testing';
import { createPostgresEventStore, migrateEventLog } from './index.js';

async function onDatabase(body: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await testDatabase();
  try {
    await body(database);
  } finally {
    await database.drop();
  }
}

describe('the migrations of the event log', () => {
  it('are applied once, and the log keeps its identity', async () => {
    await onDatabase(async ({ url }) => {
      const first = await migrateEventLog(url);
      expect(first.applied.length).toBeGreaterThan(5);
      expect(await migrateEventLog(url)).toEqual({ applied: [], logId: first.logId });
    });
  });

  it('are applied once by five processes that start together', async () => {
    await onDatabase(async ({ url }) => {
      const runs = await Promise.all(Array.from({ length: 5 }, () => migrateEventLog(url)));
      expect(runs.filter((run) => run.applied.length > 0)).toHaveLength(1);
      expect(new Set(runs.map((run) => run.logId)).size).toBe(1);
    });
  });

  it('refuse a released migration that was changed, and change nothing', async () => {
    await onDatabase(async ({ url }) => {
      await migrateEventLog(url);
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`UPDATE log.migrations SET digest = 'other' WHERE name LIKE '005%'`);
      await client.end();
      await expect(migrateEventLog(url)).rejects.toThrow('005-create-events.sql');
    });
  });

  it('are missed with a clear error, and an unreachable server is told apart', async () => {
    await onDatabase(async ({ url }) => {
      await expect(createPostgresEventStore({ url })).rejects.toMatchObject({ code: '42P01' });
      const nowhere = Object.assign(new URL(url), { port: '1' }).href;
      await expect(createPostgresEventStore({ url: nowhere })).rejects.toMatchObject({
        code: 'log-unavailable',
      });
    });
  });
});
