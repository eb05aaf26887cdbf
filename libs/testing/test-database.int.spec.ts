import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { BEGINNING } from '#event-sourcing';
import { testDatabase } from './test-database.js';

describe('a test database', () => {
  it('is empty, of its own, and gone after drop', async () => {
    const database = await testDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = $1', [
      'public',
    ]);
    expect(rows).toEqual([{ n: 0 }]);
    await client.end();
    await database.drop();
    const again = new pg.Client({ connectionString: database.url });
    await expect(again.connect()).rejects.toMatchObject({ code: '3D000' });
    expect(BEGINNING).toBe('');
  });
});
