import { Inject, Injectable } from '@nestjs/common';
import { BEGINNING, type EventStore, type Position } from '#event-sourcing';
import { ReadStore } from '#read-store';
import { deskClockProjection, TICKET_VIEW, type TicketView } from '#tickets';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { type Moment, momentOf, type Standing, standing } from '../asof/as-of.js';
import { FRESHNESS_LIMIT_MS } from '../requests/limits.js';
import { etag } from '../requests/if-match.js';
import { EVENT_STORE } from '../services.js';
import { ticketAnswer } from './ticket-answer.js';
import { TICKET_PROJECTION, TicketFinder, type ReachedTicket } from './ticket-finder.js';

/** A ticket at the moment that was asked for. */
export interface TicketAtMoment {
  readonly view: TicketView;
  readonly position: Position;
  readonly standing: Standing;
}

/**
 * Reads one ticket at any moment by folding its own stream: no table is asked, so an answer can't be older than the log,
 * and a basis answers the same after every view was rebuilt.
 */
@Injectable()
export class TicketReader {
  constructor(
    private readonly finder: TicketFinder,
    private readonly readStore: ReadStore,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  async atMoment(
    who: Access,
    reached: ReachedTicket,
    asOf: string | undefined,
    stale: boolean,
  ): Promise<TicketAtMoment> {
    const { desk } = reached.now.summary;
    const question = { asOf, view: TICKET_VIEW, desk };
    const moment: Moment = asOf === undefined ? { settled: true } : await momentOf(this.readStore, question);
    const last = reached.envelopes.at(-1)?.position ?? BEGINNING;
    const newest = moment.at === undefined ? await this.newest(last) : { position: moment.at, behind: false };
    const { position, behind } = newest;
    const view = this.finder.at(who, reached, position);
    const freshness = { settled: moment.settled, stale: stale || behind };
    const clockOf = behind ? undefined : desk;
    const answer = { position, view: TICKET_VIEW };
    return { view, position, standing: await standing(this.readStore, answer, freshness, clockOf) };
  }

  async ticket(
    who: Access,
    reached: ReachedTicket,
    asOf: string | undefined,
    stale: boolean,
    reply: FastifyReply,
  ): Promise<object> {
    const at = await this.atMoment(who, reached, asOf, stale);
    // Only the newest version can be named in If-Match.
    if (asOf === undefined) void reply.header('etag', etag(at.view.version));
    return { ...ticketAnswer(who, at.view), ...at.standing };
  }

  /**
   * The basis of the newest answer: as far as the views have come, so that the same basis is good for lists as well. The
   * ticket itself is read from the log and may be ahead of them for a moment; then they are waited for.
   */
  private async newest(last: Position): Promise<{ readonly position: Position; readonly behind: boolean }> {
    const reached = await Promise.all(
      [TICKET_PROJECTION, deskClockProjection.name].map((projection) =>
        this.readStore.waitForPosition(projection, last, FRESHNESS_LIMIT_MS),
      ),
    );
    const positions = reached.map(({ position }) => position).sort();
    const common = positions[0] ?? last;
    return common < last ? { position: last, behind: true } : { position: common, behind: false };
  }
}
