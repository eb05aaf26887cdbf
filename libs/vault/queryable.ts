import { type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';

/** What the vault needs of a `pg.Pool` or client. */
export interface Queryable {
  query<Row extends QueryResultRow>(
    query: string | QueryConfig,
    values?: unknown[],
  ): Promise<QueryResult<Row>>;
}
