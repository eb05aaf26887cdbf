import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { encodeBasis, ReadStore } from '#read-store';
import { type StaffCommand, type StaffRow, staffDirectory } from '#staff';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { Problem } from '../problems/problem.js';
import { type Asked, AskedHow } from '../requests/asked.js';
import { CommandAnswer, setCommandHeaders } from '../requests/command-answer.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { isStale } from '../requests/freshness.js';
import { etag } from '../requests/if-match.js';
import { FreshDto, PageDto } from '../requests/paging.dto.js';
import { AppointmentDto, NothingDto, StaffDto, StaffNameDto } from './staff.dto.js';
import { ExecuteStaffCommand } from './staff.commands.js';
import { staffMember, staffPage } from './staff.queries.js';

const uuid = new ParseUUIDPipe({ exceptionFactory: () => new Problem(404, 'staff-not-found') });

@ApiTags('staff')
@Controller('api/v1/staff')
export class StaffController {
  constructor(
    private readonly commands: CommandBus,
    private readonly readStore: ReadStore,
  ) {}

  @Get()
  @May('staff.read')
  @ApiOperation({ summary: 'Who serves the desks' })
  async list(@Who() who: Access, @Query() query: PageDto): Promise<object> {
    const list = `staff ${who.desks?.join() ?? '*'}`;
    const after = decodeCursor(list, query.cursor)?.after[0];
    const stale = await isStale(this.readStore, staffDirectory.name, query.minPosition);
    const { rows, position, view } = await staffPage(this.readStore, who.desks, after, query.limit + 1);
    const staff = rows.slice(0, query.limit);
    const basis = encodeBasis({ logId: this.readStore.logId, position, view });
    const last = rows.length > query.limit ? staff.at(-1) : undefined;
    return {
      staff,
      next: last === undefined ? null : encodeCursor(list, { after: [last.id] }),
      stale,
      basis,
    };
  }

  @Get(':staff')
  @May('staff.read')
  @ApiOperation({ summary: 'One member of staff' })
  async one(
    @Who() who: Access,
    @Param('staff', uuid) id: string,
    @Query() query: FreshDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StaffRow & { stale: boolean }> {
    const stale = await isStale(this.readStore, staffDirectory.name, query.minPosition);
    const row = await staffMember(this.readStore, id.toLowerCase());
    if (row === undefined || (!row.desks.some((desk) => who.admits({ desk })) && who.reach !== 'all'))
      throw new Problem(404, 'staff-not-found');
    void reply.header('etag', etag(row.version));
    return { ...row, stale };
  }

  @Post()
  @May('staff.manage')
  @ApiOperation({ summary: 'Register a member of staff' })
  async register(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Body() { name, roles, desks }: StaffDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const command: StaffCommand = { type: 'RegisterStaff', name, roles, desks };
    const answer = await this.commands.execute(new ExecuteStaffCommand(who, asked, undefined, command));
    return setCommandHeaders(reply, answer, `/api/v1/staff/${answer.id}`);
  }

  @Post(':staff/names')
  @HttpCode(200)
  @May('staff.manage')
  @ApiOperation({ summary: 'Another name' })
  @ApiOkResponse({ type: CommandAnswer })
  async rename(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Param('staff', uuid) id: string,
    @Body() { name }: StaffNameDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.change(who, asked, id, { type: 'RenameStaff', name }, reply);
  }

  @Post(':staff/appointments')
  @HttpCode(200)
  @May('staff.manage')
  @ApiOperation({ summary: 'Other roles or desks' })
  @ApiOkResponse({ type: CommandAnswer })
  async appoint(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Param('staff', uuid) id: string,
    @Body() { roles, desks }: AppointmentDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.change(who, asked, id, { type: 'AppointStaff', roles, desks }, reply);
  }

  @Post(':staff/deactivation')
  @HttpCode(200)
  @May('staff.manage')
  @ApiOperation({ summary: 'Switch the account off' })
  @ApiOkResponse({ type: CommandAnswer })
  async deactivate(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Param('staff', uuid) id: string,
    @Body() _: NothingDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.change(who, asked, id, { type: 'DeactivateStaff' }, reply);
  }

  @Post(':staff/reactivation')
  @HttpCode(200)
  @May('staff.manage')
  @ApiOperation({ summary: 'Switch the account on again' })
  @ApiOkResponse({ type: CommandAnswer })
  async reactivate(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Param('staff', uuid) id: string,
    @Body() _: NothingDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    return this.change(who, asked, id, { type: 'ReactivateStaff' }, reply);
  }

  private async change(
    who: Access,
    asked: Asked,
    id: string,
    command: StaffCommand,
    reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const answer = await this.commands.execute(
      new ExecuteStaffCommand(who, asked, id.toLowerCase(), command),
    );
    return setCommandHeaders(reply, answer);
  }
}
