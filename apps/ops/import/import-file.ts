import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type MessageParams, operatorError } from '#platform';
import { type Policy } from '#regulation';
import { withLease } from '#read-store';
import { clockAt, queueProjection, TicketNumbers } from '#tickets';
import { type HelpDesk } from '../../composition/help-desk.js';
import { deskRefused, operatorCommand } from '../desk/desk-errors.js';
import { caughtUp } from '../desk/caught-up.js';
import { type DeskPast, Importer } from './deciding/importer.js';
import { type Tally } from './deciding/tally.js';
import { type FirstPass, firstPass } from './first-pass.js';
import { importMessages } from './import-messages.js';
import { mappingProblems } from './mapping/check-mapping.js';
import { compileMapping } from './mapping/compile-mapping.js';
import { timeReader } from './mapping/date-patterns.js';
import { type Mapping } from './mapping/mapping.schema.js';
import { MappingRefused, refuseMapping } from './mapping/problems.js';
import { type TimedRow } from './reading/source-row.js';

export interface ImportFileOptions {
  readonly helpDesk: HelpDesk;
  readonly path: string;
  readonly mapping: Mapping;
  readonly desk: string;
  /** For what memory does not hold; a folder of its own is made in it and removed. */
  readonly tempFolder: string;
  readonly runSize?: number;
  /** A row that is not imported; `line` from 1, `code` stable. */
  readonly onRefused: (line: number, code: string, params: MessageParams) => void;
  readonly onRead?: (bytes: number, total: number) => void;
  readonly onRows?: (rows: number, total: number) => void;
  readonly onCatchingUp?: () => void;
  /** Another import holds the desk, or one that was killed did a moment ago. */
  readonly onOccupied?: () => void;
}

/** The importer takes numbers by the hundred: one append a block. */
const NUMBER_BLOCK = 200;
/** Longer than any single batch holds up the heartbeat. */
const LEASE_MS = 5_000;

/**
 * Imports a file into a desk. Nothing is written before the mapping was found to fit the whole file.
 *
 * @throws MappingRefused; OperatorError when the desk was ever live with a case, or another import or writer is at work.
 */
export async function importFile(options: ImportFileOptions): Promise<Tally> {
  const { helpDesk, path, mapping, desk, tempFolder } = options;
  const policy = await policyOf(helpDesk, desk);
  const problems = mappingProblems(mapping, policy);
  if (problems.length > 0) throw new MappingRefused(problems);
  const total = sizeOf(path);
  mkdirSync(tempFolder, { recursive: true });
  const folder = mkdtempSync(join(tempFolder, 'import-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  // A signal ends the process without coming back here.
  process.once('exit', clean);
  try {
    let read = 0;
    const unreadable = new Map<string, number>();
    const pass = await firstPass({
      path,
      mapping,
      policy,
      folder,
      ...(options.runSize === undefined ? {} : { runSize: options.runSize }),
      onBytes: (bytes) => options.onRead?.((read += bytes), total),
      onUnreadable: (line, code) => {
        unreadable.set(code, (unreadable.get(code) ?? 0) + 1);
        options.onRefused(line, code, {});
      },
    });
    const tally = await alone(options, (signal) => importRows(options, policy, pass, signal));
    tally.rows += pass.unreadable;
    for (const [code, rows] of unreadable) tally.refused.set(code, rows);
    return tally;
  } finally {
    process.removeListener('exit', clean);
    clean();
  }
}

async function importRows(
  options: ImportFileOptions,
  policy: Policy,
  pass: FirstPass,
  signal: AbortSignal,
): Promise<Tally> {
  const { helpDesk, mapping, desk, onRefused, onRows } = options;
  const { columns, readable } = pass;
  const past = await startImport(helpDesk, desk, options.onCatchingUp);
  const compiled = compileMapping(mapping, {
    columns,
    desk,
    readTime: timeReader(mapping.dates, mapping.zone ?? policy.zone),
  });
  const { executor, store, codec, policies, vault } = helpDesk;
  const numbers = new TicketNumbers({ executor, newId: randomUUID, blockSize: NUMBER_BLOCK });
  const importer = new Importer({
    desk,
    past,
    mapping: compiled,
    columns,
    store,
    codec,
    policies,
    nextNumber: (now) => numbers.next(desk, now),
    ensureKeys: (customers) => vault.ensure(customers),
    onRefused,
    onRows: (rows) => onRows?.(rows, readable),
  });
  return importer.run(until(signal, pass.rows(compiled.watched), desk));
}

/** A desk that is importing takes more of its history; one that was ever live with a case does not. */
async function startImport(helpDesk: HelpDesk, desk: string, onCatchingUp?: () => void): Promise<DeskPast> {
  const { desks, readStore } = helpDesk;
  await caughtUp(helpDesk, onCatchingUp);
  const started = await desks.startImport({ desk, ...operatorCommand(new Date().toISOString()) });
  if (started.outcome === 'refused') throw deskRefused(started.refusal);
  const { rows } = await readStore.query<{ ticket: string }>(
    queueProjection.name,
    `SELECT ticket FROM read.${queueProjection.table.name} WHERE desk = $1 AND in_queue`,
    [desk],
  );
  return { clock: await clockAt(readStore, desk), openTickets: rows.map(({ ticket }) => ticket) };
}

/** Two imports at once would mix their clocks. One that was killed can't give up its lease, so that is waited for, once. */
async function alone(
  { helpDesk, desk, onOccupied }: ImportFileOptions,
  work: (signal: AbortSignal) => Promise<Tally>,
): Promise<Tally> {
  const attempt = (patienceMs: number) => {
    const options = { holder: randomUUID(), ttlMs: LEASE_MS, patienceMs };
    return withLease(helpDesk.readStore.pool, `import-${desk}`, options, ({ signal }) => work(signal));
  };
  const atOnce = await attempt(0);
  if (atOnce !== undefined) return atOnce;
  onOccupied?.();
  const tally = await attempt(LEASE_MS);
  if (tally === undefined) throw operatorError(importMessages, 'already-running', { desk });
  return tally;
}

async function* until(
  signal: AbortSignal,
  rows: AsyncIterable<TimedRow>,
  desk: string,
): AsyncGenerator<TimedRow> {
  for await (const row of rows) {
    if (signal.aborted) throw operatorError(importMessages, 'already-running', { desk });
    yield row;
  }
}

/** The newest version: what the file may name is what the desk knows now. */
async function policyOf({ policies }: HelpDesk, desk: string): Promise<Policy> {
  const regulation = (await policies.regulations(desk)).at(-1)?.document;
  const calendar = regulation && (await policies.calendarVersions(regulation.calendar)).at(-1)?.document;
  if (regulation !== undefined && calendar !== undefined) {
    return policies.policy(desk, regulation.version, calendar.version);
  }
  const known = (await policies.desks()).join(', ') || '–';
  throw operatorError(importMessages, 'desk-unknown', { desk, known }, { exitCode: 2 });
}

function sizeOf(path: string): number {
  try {
    const stat = statSync(path);
    if (!stat.isFile()) refuseMapping('file-missing', { path, reason: 'not a file' });
    return stat.size;
  } catch (error) {
    if (error instanceof MappingRefused) throw error;
    return refuseMapping('file-missing', { path, reason: (error as NodeJS.ErrnoException).code ?? '' });
  }
}
