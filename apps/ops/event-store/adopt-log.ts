import pg from 'pg';
import { operatorError } from '#platform';
import { migrateReadStore } from '#read-store';
import { type Database } from '../../composition/database.js';
import { openEventLog } from '../../composition/event-log.js';
import { eventStoreMessages } from './event-store-messages.js';

export type Adopted = 'already-built-from-it' | 'to-be-rebuilt';

/**
 * Throws the read models away if they were built from another log than the one that the settings name, so that the next start
 * rebuilds them.
 *
 * @throws OperatorError `adopt-needs-owner`, `adopt-while-running`
 */
export async function adoptLog(
  { ownerUrl, appUrl, appRole, joined }: Database,
  eventStoreUrl: string | undefined,
): Promise<Adopted> {
  if (ownerUrl === undefined) throw operatorError(eventStoreMessages, 'adopt-needs-owner');
  if (joined) throw operatorError(eventStoreMessages, 'adopt-while-running');
  const store = await openEventLog({ eventStoreUrl, databaseUrl: appUrl });
  await store.close();
  await migrateReadStore(ownerUrl, { appRole });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const source = await client.query<{ log_id: string }>('SELECT log_id FROM read.source');
    const builtFrom = source.rows[0]?.log_id;
    if (builtFrom === undefined || builtFrom === store.logId) return 'already-built-from-it';
    const held = await client.query('SELECT FROM read.leases WHERE expires > clock_timestamp()');
    if (held.rowCount !== 0) throw operatorError(eventStoreMessages, 'adopt-while-running');
    await client.query('DROP SCHEMA read CASCADE');
  } finally {
    await client.end();
  }
  await migrateReadStore(ownerUrl, { appRole });
  return 'to-be-rebuilt';
}
