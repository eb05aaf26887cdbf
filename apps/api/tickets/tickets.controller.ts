import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ReadStore } from '#read-store';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { type Asked, AskedHow } from '../requests/asked.js';
import { CommandAnswer, setCommandHeaders } from '../requests/command-answer.js';
import { isStale } from '../requests/freshness.js';
import { AsOfDto } from '../requests/paging.dto.js';
import { TakesCommandHeaders } from './asking.js';
import { OpenTicketDto } from './dto/open-ticket.dto.js';
import { TicketChanges } from './ticket-changes.js';
import { TicketFinder, TICKET_PROJECTION } from './ticket-finder.js';
import { TicketReader } from './ticket-reader.js';
import { TicketSearchDto } from './tickets.dto.js';
import { searchFor } from './ticket-search.js';

@ApiTags('tickets')
@Controller('api/v1/tickets')
export class TicketsController {
  constructor(
    private readonly changes: TicketChanges,
    private readonly finder: TicketFinder,
    private readonly reader: TicketReader,
    private readonly readStore: ReadStore,
  ) {}

  @Post()
  @May('ticket.open')
  @TakesCommandHeaders()
  @ApiOperation({ summary: 'Open a ticket' })
  @ApiCreatedResponse({ type: CommandAnswer })
  async open(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Body() dto: OpenTicketDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const answer = await this.changes.open(who, asked, dto);
    return setCommandHeaders(reply, answer, `/api/v1/tickets/${answer.id}`);
  }

  @Get()
  @May('ticket.read')
  @ApiOperation({
    summary: 'Search; sorted by receipt, due, place in the queue, or as the caller should take them',
  })
  search(@Who() who: Access, @Query() query: TicketSearchDto): Promise<object> {
    return searchFor(this.readStore, who, query);
  }

  @Get(':ticket')
  @May('ticket.read')
  @ApiOperation({ summary: 'A ticket whole, now or as of a moment' })
  @ApiParam({ name: 'ticket', description: 'Id or number' })
  async one(
    @Who() who: Access,
    @Param('ticket') ticket: string,
    @Query() query: AsOfDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const stale = await isStale(this.readStore, TICKET_PROJECTION, query.minPosition);
    const reached = await this.finder.reach(who, ticket, 'decrypt');
    return this.reader.ticket(who, reached, query.asOf, stale, reply);
  }
}
