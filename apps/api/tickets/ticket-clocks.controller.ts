import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ReadStore } from '#read-store';
import { type ClockExplanation, explainClock } from '#tickets';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { Problem } from '../problems/problem.js';
import { compact } from '../requests/compact.js';
import { isStale } from '../requests/freshness.js';
import { AsOfDto } from '../requests/paging.dto.js';
import { POLICIES, type PolicySource } from '../services.js';
import { TICKET_PROJECTION, TicketFinder } from './ticket-finder.js';
import { TicketReader } from './ticket-reader.js';

@ApiTags('tickets')
@Controller('api/v1/tickets/:ticket/clocks')
export class TicketClocksController {
  constructor(
    private readonly finder: TicketFinder,
    private readonly reader: TicketReader,
    private readonly readStore: ReadStore,
    @Inject(POLICIES) private readonly policies: PolicySource,
  ) {}

  @Get()
  @May('ticket.clocks')
  @ApiOperation({
    summary: 'What is promised on the ticket, and how each promise stands; now or as of a moment',
  })
  @ApiParam({ name: 'ticket', description: 'Id or number' })
  async clocks(
    @Who() who: Access,
    @Param('ticket') ticket: string,
    @Query() query: AsOfDto,
  ): Promise<object> {
    const stale = await isStale(this.readStore, TICKET_PROJECTION, query.minPosition);
    const reached = await this.finder.reach(who, ticket, 'omit');
    const { view, standing } = await this.reader.atMoment(who, reached, query.asOf, stale);
    const clocks = Object.entries(view.summary.clocks).map(([clock, state]) => ({ clock, ...state }));
    return { id: reached.id, number: view.summary.number, clocks, ...standing };
  }

  @Get(':clock/explanation')
  @May('ticket.clocks')
  @ApiOperation({
    summary:
      'Why a clock shows what it shows: stretches counted, paused and closed, which sum exactly. A clock that still runs is explained up to the clock of the answer.',
  })
  @ApiParam({ name: 'ticket', description: 'Id or number' })
  async explanation(
    @Who() who: Access,
    @Param('ticket') ticket: string,
    @Param('clock') clock: string,
    @Query() query: AsOfDto,
  ): Promise<object> {
    const stale = await isStale(this.readStore, TICKET_PROJECTION, query.minPosition);
    const reached = await this.finder.reach(who, ticket, 'omit');
    const { position, view, standing } = await this.reader.atMoment(who, reached, query.asOf, stale);
    const events = reached.envelopes
      .filter((envelope) => envelope.position <= position)
      .map(({ event }) => event);
    // The desk's clock and not the host's: the same basis must give the same answer tomorrow.
    const until = standing.deskClock ?? view.changedAt;
    const explained = await explainClock(events, clock, until, this.policies);
    if (explained === undefined) throw new Problem(404, 'clock-not-found');
    return { id: reached.id, number: view.summary.number, ...shown(explained), ...standing };
  }
}

/** What was promised, in the words of the clocks' list, and how it was counted; not the decider's own state. */
function shown({ clock, ...counted }: ClockExplanation): object {
  const { id, target, metric, party, schedule, amount, promisedAt, startsAt } = clock;
  return {
    clock: id,
    target,
    metric,
    party,
    schedule,
    ...compact({ amount, promisedAt }),
    startsAt,
    ...counted,
  };
}
