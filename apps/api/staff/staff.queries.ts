import { type StaffRow } from '#staff';
import { type Database } from '../services.js';

/** @param desks only those who serve one of these; undefined: everybody. */
export async function staffPage(
  database: Database,
  desks: readonly string[] | undefined,
  after: string | undefined,
  limit: number,
): Promise<StaffRow[]> {
  const { rows } = await database.query<StaffRow>(
    `SELECT id, name, roles, desks, active, version FROM read.staff_directory
     WHERE ($1::text IS NULL OR id > $1) AND ($2::text[] IS NULL OR desks ?| $2)
     ORDER BY id LIMIT $3`,
    [after ?? null, desks ?? null, limit],
  );
  return rows;
}

export async function staffMember(database: Database, id: string): Promise<StaffRow | undefined> {
  const { rows } = await database.query<StaffRow>(
    'SELECT id, name, roles, desks, active, version FROM read.staff_directory WHERE id = $1',
    [id],
  );
  return rows[0];
}
