import type pg from 'pg';
import { type ArchiveSequence, type ArchiveTable, type Schema } from './archive-format.js';

/** Tables of the migrations themselves: they describe the target and are not copied into it. */
const MIGRATIONS = 'migrations';

export async function tablesOf(client: pg.ClientBase, schemas: readonly Schema[]): Promise<ArchiveTable[]> {
  const { rows } = await client.query<{ table: ArchiveTable['table']; columns: ArchiveTable['columns'] }>(
    `SELECT json_build_array(n.nspname, c.relname) AS "table",
            json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
                     ORDER BY a.attnum) AS columns
     FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     WHERE c.relkind = 'r' AND n.nspname = ANY ($1) AND c.relname <> $2
     GROUP BY n.nspname, c.relname
     ORDER BY n.nspname, c.relname`,
    [schemas, MIGRATIONS],
  );
  return rows;
}

export async function sequencesOf(
  client: pg.ClientBase,
  schemas: readonly Schema[],
): Promise<ArchiveSequence[]> {
  const { rows } = await client.query<{ schema: Schema; name: string }>(
    `SELECT schemaname AS schema, sequencename AS name FROM pg_sequences WHERE schemaname = ANY ($1) ORDER BY 1, 2`,
    [schemas],
  );
  const sequences: ArchiveSequence[] = [];
  for (const { schema, name } of rows) {
    const state = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS value, is_called AS called FROM "${schema}"."${name}"`,
    );
    sequences.push({
      sequence: [schema, name],
      value: state.rows[0]?.value ?? '1',
      called: state.rows[0]?.called ?? false,
    });
  }
  return sequences;
}

/** @returns per schema the names of its applied migrations; a schema that is not there is left out. */
export async function migrationsOf(
  client: pg.ClientBase,
  schemas: readonly Schema[],
): Promise<Record<string, string[]>> {
  const applied: Record<string, string[]> = {};
  for (const schema of schemas) {
    const there = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [
      `${schema}.${MIGRATIONS}`,
    ]);
    if (there.rowCount === 0) continue;
    const { rows } = await client.query<{ name: string }>(
      `SELECT name FROM "${schema}"."${MIGRATIONS}" ORDER BY name COLLATE "C"`,
    );
    applied[schema] = rows.map((row) => row.name);
  }
  return applied;
}

export async function keksOf(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT kek_id AS id FROM vault.subject_keys UNION SELECT kek_id FROM vault.secrets ORDER BY 1',
  );
  return rows.map((row) => row.id);
}
