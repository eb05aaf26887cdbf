import pg from 'pg';
import { type Database } from '../../../apps/composition/database.js';

/** The bench's PostgreSQL as the composition root takes it: one role owns and uses it. */
export async function ownerOf(url: string): Promise<Database> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ me: string }>('SELECT current_user AS me');
  await client.end();
  const appRole = rows[0]?.me ?? '';
  return { ownerUrl: url, appUrl: url, appRole, joined: false, external: true, close: async () => undefined };
}
