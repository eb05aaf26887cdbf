import {
  type EventCodec,
  type EventEnvelope,
  type EventStore,
  type StreamName,
  streamName,
} from '#event-sourcing';
import { evolveTicket, type TicketEvent, type TicketState, ticketDecider } from '#tickets';
import { type BatchWriter } from './batch-writer.js';

export const TICKET_CATEGORY = 'ticket';

/**
 * A ticket as it stands at the importer's clock. What the log holds of a later time (an import before this one) is still ahead:
 * it is taken over command by command, as the rows that gave it come by.
 */
export class ImportedTicket {
  state: TicketState = ticketDecider.initialState;
  version = 0;
  private ahead: readonly EventEnvelope<TicketEvent>[];

  /** @param now the importer's clock: what was decided before it lies behind. */
  constructor(
    readonly stream: StreamName,
    recorded: readonly EventEnvelope<TicketEvent>[],
    now: string,
  ) {
    const next = recorded.findIndex(({ metadata }) => metadata.decidedAt >= now);
    const behind = next === -1 ? recorded.length : next;
    this.ahead = recorded;
    this.takeOver(behind);
  }

  /** The log holds events of this ticket that the import has not come to yet. */
  get hasAhead(): boolean {
    return this.ahead.length > 0;
  }

  /** Goes to where the command was done before, if it was. */
  repeat(commandId: string): boolean {
    const last = this.ahead.findLastIndex(({ metadata }) => metadata.commandId === commandId);
    if (last === -1) return false;
    this.takeOver(last + 1);
    return true;
  }

  apply(events: readonly TicketEvent[]): void {
    this.state = events.reduce(evolveTicket, this.state);
    this.version += events.length;
  }

  private takeOver(count: number): void {
    this.apply(this.ahead.slice(0, count).map(({ event }) => event));
    this.ahead = this.ahead.slice(count);
  }
}

export interface TicketCacheOptions {
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly writer: BatchWriter;
  /** Tickets held; far more than one instant touches, so that a ticket is never read again within an instant. 5,000 by default. */
  readonly capacity?: number;
}

/** The tickets used last; the others are read again when they are needed. */
export class TicketCache {
  private readonly tickets = new Map<string, ImportedTicket>();
  private readonly prefetched = new Map<string, readonly EventEnvelope<TicketEvent>[]>();

  constructor(private readonly options: TicketCacheOptions) {}

  async get(id: string, now: string): Promise<ImportedTicket> {
    const known = this.tickets.get(id);
    if (known !== undefined) {
      this.tickets.delete(id);
      this.tickets.set(id, known);
      return known;
    }
    const recorded = this.prefetched.get(id) ?? (await this.read(id));
    this.prefetched.delete(id);
    const ticket = new ImportedTicket(streamName(TICKET_CATEGORY, id), recorded, now);
    this.tickets.set(id, ticket);
    if (this.tickets.size > (this.options.capacity ?? 5_000)) {
      for (const oldest of this.tickets.keys()) {
        this.tickets.delete(oldest);
        break;
      }
    }
    return ticket;
  }

  /** Reads side by side what the next rows will need. What was read and not needed is to be forgotten after them. */
  async prefetch(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.tickets.has(id));
    await Promise.all(missing.map(async (id) => this.prefetched.set(id, await this.read(id))));
  }

  /** A ticket that was used since it was read ahead may have changed: what was read of it must not be taken later. */
  forgetPrefetched(ids: Iterable<string>): void {
    for (const id of ids) this.prefetched.delete(id);
  }

  private async read(id: string): Promise<readonly EventEnvelope<TicketEvent>[]> {
    const { store, codec, writer } = this.options;
    const stream = streamName(TICKET_CATEGORY, id);
    if (writer.holds(stream)) await writer.flush();
    const recorded = await store.readStream(stream);
    return codec.decodeBatch<TicketEvent>(recorded, { personal: 'omit' });
  }
}
