import type pg from 'pg';
import { type Position } from '#event-sourcing';
import { type ProjectionState } from '../control/projection-rows.js';
import { UnknownProjection } from '../errors.js';

export interface ViewAnswer<R> {
  readonly rows: readonly R[];
  /** Everything up to here is in the rows, nothing beyond. */
  readonly position: Position;
  /** `name@version` of the version that answered. */
  readonly view: string;
  /** `booting` while a first build is under way: the rows are those of an earlier time. */
  readonly state: ProjectionState;
}

/** Whoever answers from views. */
export interface ViewReader {
  query<R extends object>(
    projection: string,
    sql: string,
    params?: readonly unknown[],
  ): Promise<ViewAnswer<R>>;
}

interface Framed {
  readonly $position: Position;
  readonly $version: number;
  readonly $state: ProjectionState;
  readonly $row: true | null;
}

/** One statement sees one snapshot, so the checkpoint is joined to the rows instead of being asked for before or after. */
export async function queryView<R extends object>(
  pool: pg.Pool,
  projection: string,
  sql: string,
  params: readonly unknown[],
): Promise<ViewAnswer<R>> {
  const { rows } = await framedRows<R>(pool, projection, sql, params).catch((error: unknown) => {
    // Before the first worker has run there is no view either.
    throw (error as { code?: unknown }).code === UNDEFINED_TABLE ? new UnknownProjection(projection) : error;
  });
  const [first] = rows;
  if (first === undefined) throw new UnknownProjection(projection);
  return {
    rows: first.$row === null ? [] : rows.map(unframed<R>),
    position: first.$position,
    view: `${projection}@${first.$version}`,
    state: first.$state,
  };
}

const UNDEFINED_TABLE = '42P01';

function framedRows<R extends object>(
  pool: pg.Pool,
  projection: string,
  sql: string,
  params: readonly unknown[],
): Promise<pg.QueryResult<Framed & R>> {
  return pool.query<Framed & R>(
    `SELECT at.position AS "$position", at.version AS "$version", at.state AS "$state", answer.*
     FROM (SELECT position, version, state FROM read.projections WHERE name = $${params.length + 1} AND live) at
     LEFT JOIN LATERAL (SELECT true AS "$row", q.* FROM (${sql}) q) answer ON true`,
    [...params, projection],
  );
}

function unframed<R extends object>(framed: Framed & R): R {
  const { $position: _position, $version: _version, $state: _state, $row: _row, ...row } = framed;
  return row as unknown as R;
}
