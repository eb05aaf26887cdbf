import { type EventStore, hasCode } from '#event-sourcing';
import { createEventStoreDbEventStore, InvalidEventStoreUrl } from '#event-store-eventstoredb';
import { createPostgresEventStore, migrateEventLog } from '#event-store-postgres';
import { operatorError, OperatorError } from '#platform';
import { openDatabase } from '../../composition/database.js';
import { type OpsContext } from '../cli/ops-context.js';
import { eventStoreMessages } from './event-store-messages.js';

export interface LogAddresses {
  readonly from: string;
  readonly to: string;
}

type Option = '--from' | '--to';
interface OpenedLog {
  readonly store: EventStore;
  close(): Promise<void>;
}

/** The database in the data folder, which has no address that an operator could know. */
const EMBEDDED = 'embedded';
/** SQLSTATEs of a role that finds no log, or may not look at it. */
const NO_LOG = ['3F000', '42P01', '42501'];

/**
 * Opens a log and its copy, and closes both after the work.
 *
 * @param makesTarget whether a database that `to` names gets a log if it has none.
 * @throws OperatorError that names the option and never the address, which may hold a password.
 */
export async function withLogs<Result>(
  context: OpsContext,
  addresses: LogAddresses,
  makesTarget: boolean,
  work: (source: EventStore, target: EventStore) => Promise<Result>,
): Promise<Result> {
  const from = meant(addresses.from, context.env);
  const to = meant(addresses.to, context.env);
  const opens = [
    [from, '--from', false],
    [to, '--to', makesTarget],
  ] as const;
  for (const [address, option] of opens) assertAddress(address, option);
  if (from === to) throw operatorError(eventStoreMessages, 'same-address', {}, { exitCode: 2 });
  const opened: OpenedLog[] = [];
  try {
    for (const [address, option, makes] of opens) opened.push(await open(context, address, option, makes));
    const [source, target] = opened;
    if (source === undefined || target === undefined) throw new Error('two logs were asked for');
    return await work(source.store, target.store);
  } finally {
    for (const log of opened.reverse()) await log.close();
  }
}

/** `env:NAME` keeps an address with a password out of the list of processes. */
function meant(address: string, env: OpsContext['env']): string {
  return address.startsWith('env:') ? (env[address.slice(4)] ?? '') : address;
}

function assertAddress(address: string, option: Option): void {
  const isKnown = address === EMBEDDED || /^(postgres(ql)?|esdb(\+discover)?):\/\/./.test(address);
  if (!isKnown) throw operatorError(eventStoreMessages, 'address-wrong', { option }, { exitCode: 2 });
}

async function open(
  context: OpsContext,
  address: string,
  option: Option,
  makes: boolean,
): Promise<OpenedLog> {
  try {
    if (address === EMBEDDED) return await openEmbedded(context, makes);
    const store = address.startsWith('esdb')
      ? await createEventStoreDbEventStore({ url: address })
      : await openPostgres(address, option, makes);
    return { store, close: () => store.close() };
  } catch (error) {
    throw explained(error, option);
  }
}

async function openEmbedded(context: OpsContext, makes: boolean): Promise<OpenedLog> {
  const { DATABASE_URL: _url, DATABASE_ADMIN_URL: _adminUrl, ...settings } = context.settings();
  const { say: progress } = context.terminal;
  const database = await openDatabase({ settings, purpose: 'ops event-store', join: true, progress });
  try {
    const { ownerUrl, appRole, appUrl } = database;
    if (makes && ownerUrl !== undefined) await migrateEventLog(ownerUrl, { appRole });
    const store = await createPostgresEventStore({ url: appUrl });
    return { store, close: () => store.close().finally(() => database.close()) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openPostgres(url: string, option: Option, makes: boolean): Promise<EventStore> {
  try {
    return await createPostgresEventStore({ url });
  } catch (error) {
    if (!makes || !NO_LOG.some((code) => hasCode(error, code))) throw error;
  }
  await migrateEventLog(url).catch((cause: unknown) => {
    const reason = reasonOf(cause);
    throw operatorError(eventStoreMessages, 'log-not-made', { option, reason }, { cause });
  });
  return createPostgresEventStore({ url });
}

function explained(cause: unknown, option: Option): unknown {
  if (cause instanceof OperatorError) return cause;
  if (cause instanceof InvalidEventStoreUrl) {
    const { reason, detail = '?' } = cause;
    const params = { option, detail };
    return operatorError(eventStoreMessages, `eventstoredb-${reason}`, params, { exitCode: 2, cause });
  }
  if (hasCode(cause, 'log-access-denied') || hasCode(cause, 'damaged-stream')) {
    const code = hasCode(cause, 'damaged-stream') ? 'eventstoredb-damaged' : 'eventstoredb-denied';
    return operatorError(eventStoreMessages, code, { option }, { cause });
  }
  if (NO_LOG.some((code) => hasCode(cause, code)))
    return operatorError(eventStoreMessages, 'log-missing', { option }, { cause });
  return operatorError(eventStoreMessages, 'log-unreachable', { option, reason: reasonOf(cause) }, { cause });
}

/** A code, the cause's if it has one; messages may name the user or the address. */
function reasonOf(error: unknown): string {
  const codeOf = (failure: unknown) => (failure as { code?: unknown } | null | undefined)?.code;
  const code = codeOf((error as { cause?: unknown } | null)?.cause) ?? codeOf(error);
  return typeof code === 'string' || typeof code === 'number' ? String(code) : 'unknown';
}
