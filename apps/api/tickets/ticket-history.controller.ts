import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ReadStore } from '#read-store';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { type Language } from '../problems/language.js';
import { isStale } from '../requests/freshness.js';
import { AsOfDto } from '../requests/paging.dto.js';
import { Spoken } from '../requests/spoken.js';
import { historyLines } from './history-lines.js';
import { TICKET_PROJECTION, TicketFinder } from './ticket-finder.js';
import { TicketReader } from './ticket-reader.js';

@ApiTags('tickets')
@Controller('api/v1/tickets/:ticket')
export class TicketHistoryController {
  constructor(
    private readonly finder: TicketFinder,
    private readonly reader: TicketReader,
    private readonly readStore: ReadStore,
  ) {}

  @Get('history')
  @May('ticket.history')
  @ApiOperation({ summary: 'Every event of the ticket, readable, in the language asked for' })
  @ApiParam({ name: 'ticket', description: 'Id or number' })
  async history(
    @Who() who: Access,
    @Param('ticket') ticket: string,
    @Query() query: AsOfDto,
    @Spoken() language: Language,
  ): Promise<object> {
    const stale = await isStale(this.readStore, TICKET_PROJECTION, query.minPosition);
    const reached = await this.finder.reach(who, ticket, 'decrypt');
    const { view, position, standing } = await this.reader.atMoment(who, reached, query.asOf, stale);
    const until = reached.envelopes.filter((envelope) => envelope.position <= position);
    return {
      id: reached.id,
      number: view.summary.number,
      language,
      lines: historyLines(who, until, language),
      ...standing,
    };
  }
}
