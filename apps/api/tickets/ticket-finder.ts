import { Inject, Injectable } from '@nestjs/common';
import {
  type EventCodec,
  type EventEnvelope,
  type EventStore,
  type Position,
  streamName,
} from '#event-sourcing';
import { ReadStore } from '#read-store';
import {
  parseTicketNumber,
  ticketAsOf,
  ticketByIdOrNumber,
  ticketDetailsProjection,
  type TicketEvent,
  type TicketView,
} from '#tickets';
import { type Access } from '../access/access.js';
import { Problem } from '../problems/problem.js';
import { FRESHNESS_LIMIT_MS } from '../requests/limits.js';
import { EVENT_CODEC, EVENT_STORE } from '../services.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A ticket within the caller's reach, with every event of it. */
export interface ReachedTicket {
  readonly id: string;
  readonly envelopes: readonly EventEnvelope<TicketEvent>[];
  /** As it is now. */
  readonly now: TicketView;
}

/** Finds tickets and checks rights on them. Rights are decided from the log, never from a view that may lag behind. */
@Injectable()
export class TicketFinder {
  constructor(
    private readonly readStore: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(EVENT_CODEC) private readonly codec: EventCodec,
  ) {}

  /**
   * @param ticket id or number.
   * @throws Problem 404 `ticket-not-found`, also where the ticket is out of reach; 422 `ticket-number-mistyped`.
   */
  async reach(access: Access, ticket: string, personal: 'decrypt' | 'omit'): Promise<ReachedTicket> {
    const id = UUID.test(ticket) ? ticket.toLowerCase() : await this.idOf(ticket);
    const recorded = await this.store.readStream(streamName('ticket', id));
    // Before rights are checked nothing is decrypted: no key is asked for on behalf of somebody who may not see it.
    const sealed = await this.codec.decodeBatch<TicketEvent>(recorded, { personal: 'omit' });
    const last = sealed.at(-1);
    const now = last && ticketAsOf(sealed, last.position);
    access.require(now?.summary, 'ticket-not-found');
    if (now === undefined) throw new Problem(404, 'ticket-not-found');
    const envelopes =
      personal === 'omit'
        ? sealed
        : await this.codec.decodeBatch<TicketEvent>(recorded, { personal: 'decrypt' });
    return { id, envelopes, now };
  }

  /**
   * The ticket at a position. Rights are needed for then as well as for now: of a ticket opened for the wrong customer
   * neither customer sees the other's time.
   */
  at(access: Access, { envelopes }: ReachedTicket, position: Position): TicketView {
    const view = ticketAsOf(envelopes, position);
    access.require(view?.summary, 'ticket-not-found');
    if (view === undefined) throw new Problem(404, 'ticket-not-found');
    return view;
  }

  private async idOf(number: string): Promise<string> {
    const parsed = parseTicketNumber(number);
    // A mistyped number is told apart from one that isn't there: the check character shows no ticket to anybody.
    if (!parsed.ok)
      throw new Problem(parsed.code === 'ticket-number-mistyped' ? 422 : 404, parsed.code, {
        number: number.slice(0, 40),
      });
    const found = (await this.numbered(parsed.number)) ?? (await this.numberedAtHead(parsed.number));
    if (found === undefined) throw new Problem(404, 'ticket-not-found');
    return found;
  }

  private async numbered(number: string): Promise<string | undefined> {
    return (await ticketByIdOrNumber(this.readStore, number))?.view.summary.ticket;
  }

  /** Whoever opened a ticket may use its number at once, also where the view has not come to it yet. */
  private async numberedAtHead(number: string): Promise<string | undefined> {
    await this.readStore.waitForPosition(TICKET_PROJECTION, await this.store.head(), FRESHNESS_LIMIT_MS);
    return this.numbered(number);
  }
}

export const TICKET_PROJECTION = ticketDetailsProjection.name;
