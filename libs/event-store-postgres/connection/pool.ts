import pg from 'pg';

export interface PoolSettings {
  readonly url: string;
  readonly size: number;
  /** Milliseconds until a connection or a statement that does not answer is given up. */
  readonly timeout: number;
  readonly name: string;
}

/** Values come as the server's own text: the adapter decodes what it needs, once. */
const RAW = { getTypeParser: () => (text: string | Buffer) => text } as unknown as pg.CustomTypesConfig;

export function createPool({ url, size, timeout, name }: PoolSettings): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: timeout,
    query_timeout: timeout,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    // A writer that stops between two statements holds the barrier, and with it every reader of the log.
    idle_in_transaction_session_timeout: timeout,
    application_name: name,
    types: RAW,
  });
  // An idle connection that breaks is dropped by the pool; without a listener the event would end the process.
  pool.on('error', () => undefined);
  return pool;
}
