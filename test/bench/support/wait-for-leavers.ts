import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const LOOKS = 100;
const BETWEEN_MS = 20;

/**
 * Waits, two seconds at most, until nobody else is connected. A pool says that it has ended before its sockets have; a
 * server that stops in between sends them an error that nobody listens to, and the bench would die of it.
 */
export async function waitForLeavers(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let look = 0; look < LOOKS; look++) {
      const { rowCount } = await client.query(
        `SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
      );
      if (rowCount === 0) return;
      await pause(BETWEEN_MS);
    }
  } finally {
    await client.end();
  }
}
