import { columnList, type HistoryTables, type TableSet } from '../tables/table-set.js';
import { copyStatement, keyMatch, type Statement, statement, unnest } from '../tables/row-statements.js';

export interface HistoryStatements {
  readonly partitions: Statement;
  readonly keyframe: Statement;
  readonly end: Statement;
  readonly insert: Statement;
  /** Text of the COPY that takes many states at once. */
  readonly copy: string;
  readonly buckets: Statement;
  readonly sizes: Statement;
}

export function historyStatements(set: TableSet, history: HistoryTables): HistoryStatements {
  const { states, buckets, sizes, partition, order, member } = history;
  const columns = columnList(history.columns);
  return {
    partitions: statement(
      `SELECT DISTINCT ON (part) part, bucket, starts_at, changes, live FROM ${buckets} ORDER BY part, bucket DESC`,
    ),
    // In the order of pages, so that a page's rows lie side by side on disk.
    keyframe: statement(
      `INSERT INTO ${states} (bucket, from_position, ${columns})
       SELECT $1::int, $2::text, ${columnList(history.columns, 't.')} FROM ${set.rows} t
       WHERE t.${partition.sql} = $3${member === undefined ? '' : ` AND t.${member.sql}`} AND NOT EXISTS (
         SELECT FROM ${unnest(set.key, 4)} AS k (${columnList(set.key)}) WHERE ${keyMatch(set, 't')})
       ORDER BY t.${order.sql}`,
    ),
    end: statement(
      `UPDATE ${states} h SET to_position = k.ends_at
       FROM ${unnest([...set.key, { type: 'integer' }, { type: 'text' }, { type: 'text' }])}
         AS k (${columnList(set.key)}, in_bucket, part, ends_at)
       WHERE ${keyMatch(set, 'h')} AND h.bucket = k.in_bucket AND h.${partition.sql} = k.part AND h.to_position IS NULL`,
    ),
    insert: statement(
      `INSERT INTO ${states} (bucket, from_position, to_position, ${columns})
       SELECT * FROM ${unnest([{ type: 'integer' }, { type: 'text' }, { type: 'text' }, ...history.columns])}`,
    ),
    copy: copyStatement(states, `bucket, from_position, to_position, ${columns}`),
    buckets: statement(
      `INSERT INTO ${buckets} (part, bucket, starts_at, changes, live)
       SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::int[])
       ON CONFLICT (part, bucket) DO UPDATE SET changes = excluded.changes, live = excluded.live`,
    ),
    sizes: statement(
      `INSERT INTO ${sizes} (part, position, live) SELECT * FROM unnest($1::text[], $2::text[], $3::int[])`,
    ),
  };
}
