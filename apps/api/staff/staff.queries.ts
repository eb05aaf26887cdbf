import { type ReadStore, type ViewAnswer } from '#read-store';
import { staffDirectory, type StaffRow } from '#staff';

const COLUMNS = 'id, name, roles, desks, active, version';

/** @param desks only those who serve one of these; undefined: everybody. */
export function staffPage(
  readStore: ReadStore,
  desks: readonly string[] | undefined,
  after: string | undefined,
  limit: number,
): Promise<ViewAnswer<StaffRow>> {
  return readStore.query<StaffRow>(
    staffDirectory.name,
    `SELECT ${COLUMNS} FROM read.staff_directory
     WHERE ($1::text IS NULL OR id > $1) AND ($2::text[] IS NULL OR desks ?| $2)
     ORDER BY id LIMIT $3`,
    [after ?? null, desks ?? null, limit],
  );
}

export async function staffMember(readStore: ReadStore, id: string): Promise<StaffRow | undefined> {
  const { rows } = await readStore.query<StaffRow>(
    staffDirectory.name,
    `SELECT ${COLUMNS} FROM read.staff_directory WHERE id = $1`,
    [id],
  );
  return rows[0];
}
