import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type PublishedCalendar } from '#desks';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { type Language } from '../problems/language.js';
import { type FieldProblem, Problem } from '../problems/problem.js';
import { CalendarPublicationDto, DocumentDto } from '../regulations/publications.dto.js';
import { invalidDocument, readCalendar } from '../regulations/findings.js';
import { PublishCalendar } from '../regulations/publish.commands.js';
import { type Asked, AskedHow } from '../requests/asked.js';
import { CommandAnswer, setCommandHeaders } from '../requests/command-answer.js';
import { etag } from '../requests/if-match.js';
import { Spoken } from '../requests/spoken.js';
import { NOW, POLICIES, type PolicySource } from '../services.js';
import { TakesCommandHeaders } from '../tickets/asking.js';

@ApiTags('calendars')
@Controller('api/v1/calendars')
export class CalendarsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(POLICIES) private readonly policies: PolicySource,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  @Get()
  @May('calendar.read')
  @ApiOperation({ summary: 'The newest version of every production calendar, by its heading' })
  async list(): Promise<object> {
    const ids = await this.policies.calendars();
    const newest = await Promise.all(
      ids.map(async (id) => (await this.policies.calendarVersions(id)).at(-1)),
    );
    return {
      calendars: newest.flatMap((published) => (published === undefined ? [] : [heading(published)])),
    };
  }

  @Get(':calendar')
  @May('calendar.read')
  @ApiOperation({ summary: 'The newest version of a calendar, and the headings of all' })
  async newest(
    @Param('calendar') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const versions = await this.policies.calendarVersions(id);
    const published = versions.at(-1);
    if (published === undefined) throw new Problem(404, 'calendar-not-found');
    void reply.header('etag', etag(versions.length));
    return { ...heading(published), document: published.document, versions: versions.map(heading) };
  }

  @Get(':calendar/versions/:version')
  @May('calendar.read')
  @ApiOperation({ summary: 'One version, as it was published' })
  async version(@Param('calendar') id: string, @Param('version') version: string): Promise<object> {
    const published = /^[1-9]\d{0,5}$/.test(version)
      ? (await this.policies.calendarVersions(id))[Number(version) - 1]
      : undefined;
    if (published === undefined) throw new Problem(404, 'calendar-not-found');
    return { ...heading(published), document: published.document };
  }

  @Post('validation')
  @HttpCode(200)
  @May('calendar.validate')
  @ApiOperation({ summary: 'What is wrong with a calendar; nothing is published' })
  validate(
    @Body() { document }: DocumentDto,
    @Spoken() language: Language,
  ): { valid: boolean; problems: FieldProblem[] } {
    const read = readCalendar(document, language);
    const problems = Array.isArray(read) ? read : [];
    return { valid: problems.length === 0, problems };
  }

  @Post(':calendar/versions')
  @May('calendar.publish')
  @TakesCommandHeaders()
  @ApiOperation({ summary: 'Publish the next version' })
  @ApiCreatedResponse({ type: CommandAnswer })
  async publish(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Param('calendar') id: string,
    @Body() dto: CalendarPublicationDto,
    @Spoken() language: Language,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    const read = readCalendar(dto.document, language);
    if (Array.isArray(read)) throw invalidDocument('calendar', read);
    if (read.id !== id) throw Problem.field(400, '/document/id', 'calendar-of-address', { calendar: id });
    const { appliesToOpen = false, reason } = dto;
    const effectiveFrom = dto.effectiveFrom ?? this.now().toISOString().slice(0, 10);
    const publication = { document: read, appliesToOpen, reason, effectiveFrom };
    const answer = await this.commands.execute(new PublishCalendar(who, asked, publication));
    return setCommandHeaders(reply, answer, `/api/v1/calendars/${id}/versions/${read.version}`);
  }
}

function heading({ document, effectiveFrom, appliesToOpen, reason, publishedAt }: PublishedCalendar): object {
  const { id, version, years } = document;
  return {
    id,
    version,
    years: Object.keys(years).map(Number),
    effectiveFrom,
    publishedAt,
    appliesToOpen,
    reason,
  };
}
