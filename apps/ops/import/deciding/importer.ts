import { derivedId, type EventCodec, type EventStore, hasCode, type ProposedEvent } from '#event-sourcing';
import { type MessageParams } from '#platform';
import { type Policy } from '#regulation';
import { nextDueInstant, ticketDecider, type TicketEvent, type TicketState } from '#tickets';
import { parseInstant, toInstant } from '#working-time';
import { type CompiledMapping } from '../mapping/compile-mapping.js';
import { RowRefused } from '../mapping/row-refused.js';
import { importedId } from '../mapping/values.js';
import { type Columns } from '../reading/columns.js';
import { type TimedRow } from '../reading/source-row.js';
import { BatchWriter } from './batch-writer.js';
import { type DecidedCommand, decideRow, numbered } from './decided-row.js';
import { DueTimes } from './due-times.js';
import { RowIdentity } from './row-identity.js';
import { Tally } from './tally.js';
import { type ImportedTicket, TicketCache } from './ticket-cache.js';

/** What the log holds of the desk before this import. */
export interface DeskPast {
  /** The desk's clock; undefined for a desk without a case. */
  readonly clock: string | undefined;
  readonly openTickets: readonly string[];
}

export interface ImporterDependencies {
  readonly desk: string;
  readonly past: DeskPast;
  readonly mapping: CompiledMapping;
  readonly columns: Columns;
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly policies: {
    policy(desk: string, regulationVersion: number, calendarVersion: number): Promise<Policy>;
    current(desk: string, at: string): Promise<Policy | undefined>;
  };
  /** A ticket number of the desk that was never given before. */
  readonly nextNumber: (now: string) => Promise<string>;
  /** Makes keys for the customers of the next rows, many at a time. */
  readonly ensureKeys?: (customers: readonly string[]) => Promise<unknown>;
  readonly onRefused: (line: number, code: string, params: MessageParams) => void;
  readonly onRows?: (rows: number) => void;
  readonly cacheCapacity?: number;
}

const ROWS_AHEAD = 250;

/**
 * Brings rows into the log as the commands that they mean, at their own instants. The importer owns the clock: before a row,
 * whatever falls due earlier on any open ticket of the desk is recorded at its instant. So the order of the log is the order of
 * time, and any moment can be asked for.
 */
export class Importer {
  readonly tally = new Tally();
  private readonly writer: BatchWriter;
  private readonly tickets: TicketCache;
  private readonly due = new DueTimes();
  private readonly identity: RowIdentity;

  constructor(private readonly deps: ImporterDependencies) {
    const { store, codec, desk, columns, past, cacheCapacity } = deps;
    this.writer = new BatchWriter(store);
    const capacity = cacheCapacity === undefined ? {} : { capacity: cacheCapacity };
    this.tickets = new TicketCache({ store, codec, writer: this.writer, ...capacity });
    this.identity = new RowIdentity(desk, columns);
    if (past.clock === undefined) return;
    // What is due on tickets of an earlier file is known when the rows have passed all that the log holds.
    const then = toInstant(parseInstant(past.clock) + 1);
    for (const ticket of past.openTickets) this.due.set(ticket, then);
  }

  /**
   * @param rows by time.
   * @throws WrongExpectedVersion when another writer works on the desk; LogUnavailable and the like. What is stored then is a
   *   true beginning, and the same import again goes on from there.
   */
  async run(rows: AsyncIterable<TimedRow>): Promise<Tally> {
    for await (const some of this.prepared(inChunks(rows, ROWS_AHEAD))) {
      for (const row of some) await this.row(row);
      this.tickets.forgetPrefetched(some.map((row) => this.ticketId(row)));
      this.deps.onRows?.(this.tally.rows);
    }
    await this.writer.flush();
    return this.tally;
  }

  /** The chunk after the one that is being decided is read ahead meanwhile. */
  private async *prepared(
    chunks: AsyncGenerator<readonly TimedRow[], void>,
  ): AsyncGenerator<readonly TimedRow[]> {
    const ready = async () => {
      const next = await chunks.next();
      if (next.done === true) return undefined;
      const chunk: readonly TimedRow[] = next.value;
      await this.prepare(chunk);
      return chunk;
    };
    for (let chunk = await ready(); chunk !== undefined;) {
      const next = ready();
      // Its failure is met below; until then it must not count as unhandled.
      next.catch(() => undefined);
      yield chunk;
      chunk = await next;
    }
  }

  private ticketId({ caseId }: TimedRow): string {
    return importedId(this.deps.desk, 'case', caseId);
  }

  private async prepare(rows: readonly TimedRow[]): Promise<void> {
    const { mapping, ensureKeys } = this.deps;
    await this.tickets.prefetch(rows.map((row) => this.ticketId(row)));
    if (ensureKeys === undefined) return;
    const customers = new Set<string>();
    for (const { cells } of rows) {
      try {
        customers.add(mapping.customer(cells));
      } catch (error) {
        // The row itself is refused when its turn comes.
        if (!(error instanceof RowRefused)) throw error;
      }
    }
    await ensureKeys([...customers]);
  }

  private async row(row: TimedRow): Promise<void> {
    this.tally.rows += 1;
    for (let next = this.due.takeUntil(row.at); next !== undefined; next = this.due.takeUntil(row.at)) {
      await this.fallDue(next.ticket, next.at);
    }
    const id = this.ticketId(row);
    const ticket = await this.tickets.get(id, row.at);
    try {
      await this.decide(row, id, ticket);
    } catch (error) {
      const refused = rowRefused(error);
      this.tally.refuse(refused.code);
      this.deps.onRefused(row.line, refused.code, refused.params);
    }
    this.due.set(id, dueOf(ticket.state));
  }

  private async decide(row: TimedRow, id: string, ticket: ImportedTicket): Promise<void> {
    const { mapping, nextNumber, onRefused } = this.deps;
    const commandId = this.identity.commandId(row);
    if (ticket.repeat(commandId)) return this.tally.idle('repeated');
    const policy = await this.policyFor(ticket.state, row.at);
    const decided = decideRow(row, ticket.state, mapping, policy);
    if (decided.kind === 'idle') return this.tally.idle(decided.reason);
    if (decided.kind === 'refused') {
      const { code, params = {} } = decided.refusal;
      this.tally.refuse(code);
      onRefused(row.line, code, messageParams(params));
      return;
    }
    if (this.isPast(ticket, row.at))
      throw new RowRefused('earlier-than-desk', { clock: this.deps.past.clock ?? '' });
    const commands = decided.opens ? numbered(decided.commands, await nextNumber(row.at)) : decided.commands;
    await this.record(id, ticket, {
      commandId,
      commands,
      at: row.at,
      policy,
      channel: mapping.channel(row.cells),
    });
    this.tally.changed += 1;
  }

  private async fallDue(id: string, at: string): Promise<void> {
    const ticket = await this.tickets.get(id, at);
    const dueAt = dueOf(ticket.state);
    if (dueAt === undefined) return;
    if (dueAt > at) return this.due.set(id, dueAt);
    // The id that the ticker would give: whoever comes second finds it done.
    const commandId = derivedId(id, 'advance', dueAt);
    if (!ticket.repeat(commandId)) {
      if (this.isPast(ticket, dueAt) || ticket.state.status !== 'open') return;
      const policy = await this.policyFor(ticket.state, dueAt);
      const system = { actor: 'system', role: 'system' };
      const { channel } = ticket.state;
      const context = {
        now: dueAt,
        occurredAt: dueAt,
        actor: { id: system.actor, role: system.role },
        channel,
        policy,
      };
      const { events } = ticketDecider.decide({ type: 'Advance' }, ticket.state, context);
      // Beyond the calendar's years nothing can be recorded; asking again would ask for ever.
      if (events.length === 0) return;
      await this.record(id, ticket, {
        commandId,
        commands: [{ events, ...system }],
        at: dueAt,
        policy,
        channel,
      });
      this.tally.fallenDue += 1;
    }
    this.due.set(id, dueOf(ticket.state));
  }

  /** What the log holds already is never changed, and nothing is put before it. */
  private isPast(ticket: ImportedTicket, at: string): boolean {
    const { clock } = this.deps.past;
    return ticket.hasAhead || (clock !== undefined && at < clock);
  }

  private async policyFor(state: TicketState, at: string): Promise<Policy> {
    const { policies, desk } = this.deps;
    if (state.status !== 'unopened') {
      return policies.policy(desk, state.regulationVersion, state.calendarVersion);
    }
    const policy = await policies.current(desk, at);
    if (policy === undefined) throw new RowRefused('no-regulation', { at });
    return policy;
  }

  private async record(id: string, ticket: ImportedTicket, done: Done): Promise<void> {
    const { commandId, commands, at, policy, channel } = done;
    const proposed: ProposedEvent[] = [];
    const decided: TicketEvent[] = [];
    for (const { events, actor, role } of commands) {
      const first = proposed.length;
      const metadata = {
        $correlationId: id,
        $causationId: commandId,
        commandId,
        actor,
        role,
        desk: this.deps.desk,
        channel,
        occurredAt: at,
        decidedAt: at,
        regulation: `${policy.desk}@${policy.regulationVersion}`,
        calendar: `${policy.calendar}@${policy.calendarVersion}`,
      };
      proposed.push(
        ...(await this.deps.codec.encode(events, metadata, (i) => derivedId(commandId, first + i))),
      );
      decided.push(...events);
    }
    await this.writer.add({ stream: ticket.stream, expectedVersion: ticket.version, events: proposed });
    ticket.apply(decided);
    this.tally.events += proposed.length;
  }
}

interface Done {
  readonly commandId: string;
  readonly commands: readonly DecidedCommand[];
  readonly at: string;
  readonly policy: Policy;
  readonly channel: string;
}

function dueOf(state: TicketState): string | undefined {
  return state.status === 'open' ? nextDueInstant(state) : undefined;
}

const NOT_STORABLE = ['invalid-event-data', 'invalid-event', 'event-too-large', 'append-too-large'];

/** Errors that are the row's own fault; all others end the import. */
function rowRefused(error: unknown): RowRefused {
  if (error instanceof RowRefused) return error;
  if (hasCode(error, 'subject-is-erased')) return new RowRefused('subject-erased');
  if (NOT_STORABLE.some((code) => hasCode(error, code))) {
    const what = (error as { issues?: readonly { path: string }[] }).issues?.[0]?.path ?? '';
    return new RowRefused('row-not-storable', { what });
  }
  throw error;
}

function messageParams(params: Readonly<Record<string, string | number | boolean>>): MessageParams {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, typeof value === 'boolean' ? String(value) : value]),
  );
}

async function* inChunks<Item>(
  items: AsyncIterable<Item>,
  size: number,
): AsyncGenerator<readonly Item[], void> {
  let chunk: Item[] = [];
  for await (const item of items) {
    if (chunk.push(item) < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
