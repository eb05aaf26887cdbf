import type pg from 'pg';
import { UnknownProjection } from '../errors.js';

/**
 * Which views have come to the head of the log at least once. One that has not is missing what was long there, and says so
 * only by its position: an answer from it must not pass for the newest.
 */
export class BuiltViews {
  readonly #built = new Set<string>();

  constructor(private readonly pool: pg.Pool) {}

  /** @throws UnknownProjection when no version is live. */
  async has(projection: string): Promise<boolean> {
    // Once built, a view is only ever late: what is known needs no second look.
    if (this.#built.has(projection)) return true;
    const { rows } = await this.pool.query<{ built: boolean }>({
      name: 'view-is-built',
      text: `SELECT state NOT IN ('new', 'booting') AS built FROM read.projections WHERE name = $1 AND live`,
      values: [projection],
    });
    if (rows[0] === undefined) throw new UnknownProjection(projection);
    if (rows[0].built) this.#built.add(projection);
    return rows[0].built;
  }
}
