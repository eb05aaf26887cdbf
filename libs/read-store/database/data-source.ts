import pg from 'pg';
import { DataSource } from 'typeorm';
import { ControlTables1763769600000 } from './migrations/1763769600000-control-tables.js';
import { ROW_TYPES } from './row-types.js';

export interface ConnectionOptions {
  readonly url: string;
  /** Upper bound of connections; 10 by default. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /**
   * Milliseconds until a connection or a statement that does not answer is given up; without it a server that hangs is waited
   * for, as long statements of an operator's commands need it.
   */
  readonly answerTimeout?: number;
  /** Told about idle connections that broke; the pool replaces them by itself. */
  readonly onConnectionError?: (error: unknown) => void;
}

/** Settings of a `pg` pool that give up a silent server. */
export function timeoutsOf({ answerTimeout }: Pick<ConnectionOptions, 'answerTimeout'>): pg.PoolConfig {
  if (answerTimeout === undefined) return {};
  return { connectionTimeoutMillis: answerTimeout, query_timeout: answerTimeout, keepAlive: true };
}

/** TypeORM for migrations and queries; its `pg` pool serves the hot path as well, so that there is one pool to size. */
export async function openDataSource(
  options: ConnectionOptions,
): Promise<{ dataSource: DataSource; pool: pg.Pool }> {
  const dataSource = new DataSource({
    type: 'postgres',
    driver: pg,
    url: options.url,
    schema: 'read',
    applicationName: options.applicationName ?? 'help-desk read store',
    poolSize: options.poolSize ?? 10,
    installExtensions: false,
    poolErrorHandler: options.onConnectionError ?? (() => undefined),
    extra: { types: ROW_TYPES, ...timeoutsOf(options) },
    migrations: [ControlTables1763769600000],
    migrationsTableName: 'migrations',
    logging: false,
  });
  await dataSource.initialize();
  const { master } = dataSource.driver as unknown as { master: pg.Pool };
  return { dataSource, pool: master };
}
