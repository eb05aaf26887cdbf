import type pg from 'pg';
import { type ArchiveTable, qualified } from './archive-format.js';

const ENABLE: Readonly<Record<string, string>> = { O: 'ENABLE', A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA' };

interface Trigger {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly enabled: string;
}

/**
 * The triggers that refuse changes of the past would also refuse to restore it. Only the owner can switch them off, and
 * each comes back exactly as it was, in the same transaction: ENABLE alone would lose ALWAYS.
 */
export async function withoutTriggers<Result>(
  client: pg.ClientBase,
  tables: readonly ArchiveTable[],
  work: () => Promise<Result>,
): Promise<Result> {
  const { rows: triggers } = await client.query<Trigger>(
    `SELECT n.nspname AS schema, c.relname AS "table", t.tgname AS name, t.tgenabled AS enabled
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND n.nspname || '.' || c.relname = ANY ($1)`,
    [tables.map(({ table }) => table.join('.'))],
  );
  const alter = (trigger: Trigger, verb: string) =>
    client.query(
      `ALTER TABLE ${qualified([trigger.schema, trigger.table])} ${verb} TRIGGER "${trigger.name}"`,
    );
  for (const trigger of triggers) await alter(trigger, 'DISABLE');
  const result = await work();
  for (const trigger of triggers) await alter(trigger, ENABLE[trigger.enabled] ?? 'ENABLE');
  return result;
}
