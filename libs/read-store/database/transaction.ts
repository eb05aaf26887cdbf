import type pg from 'pg';

/**
 * Rows and checkpoint commit together, so a crash of the server may lose both and the fold does them again: no need to
 * wait for the disk. A stopped process must not hold its rows against the next owner, so an idle transaction is ended.
 */
export const BEGIN_FOLD = `BEGIN; SET LOCAL synchronous_commit TO off; SET LOCAL idle_in_transaction_session_timeout TO '3s'`;

/** Commits what `work` did, or nothing. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
  begin = 'BEGIN',
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks while it is checked out says so here too; unheard, that would end the process.
  const heard = (error: Error): void => void (broken = error);
  client.on('error', heard);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => (broken = failure));
    throw error;
  } finally {
    client.off('error', heard);
    client.release(broken);
  }
}
