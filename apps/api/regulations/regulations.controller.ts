import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeskService, type PublishedRegulation } from '#desks';
import { parseRegulation } from '#regulation';
import { type FastifyReply } from 'fastify';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { type Language } from '../problems/language.js';
import { type FieldProblem, Problem } from '../problems/problem.js';
import { type Asked, AskedHow } from '../requests/asked.js';
import { CommandAnswer, setCommandHeaders } from '../requests/command-answer.js';
import { etag } from '../requests/if-match.js';
import { Spoken } from '../requests/spoken.js';
import { POLICIES, type PolicySource } from '../services.js';
import { TakesCommandHeaders } from '../tickets/asking.js';
import { invalidDocument, regulationFindings } from './findings.js';
import { DocumentDto, PublicationDto } from './publications.dto.js';
import { PublishRegulation } from './publish.commands.js';

@ApiTags('regulations')
@Controller('api/v1/regulations')
export class RegulationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly desks: DeskService,
    @Inject(POLICIES) private readonly policies: PolicySource,
  ) {}

  @Get()
  @May('regulation.read')
  @ApiOperation({ summary: 'The newest regulation of every desk, by its heading' })
  async list(): Promise<object> {
    const desks = await this.policies.desks();
    const newest = await Promise.all(
      desks.map(async (desk) => (await this.policies.regulations(desk)).at(-1)),
    );
    return {
      regulations: newest.flatMap((published) => (published === undefined ? [] : [heading(published)])),
    };
  }

  @Get(':desk')
  @May('regulation.read')
  @ApiOperation({ summary: 'The newest regulation of a desk, and the headings of all its versions' })
  async newest(
    @Param('desk') desk: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const versions = await this.policies.regulations(desk);
    const published = versions.at(-1);
    if (published === undefined) throw new Problem(404, 'regulation-not-found');
    void reply.header('etag', etag(versions.length));
    return { ...heading(published), document: published.document, versions: versions.map(heading) };
  }

  @Get(':desk/versions/:version')
  @May('regulation.read')
  @ApiOperation({ summary: 'One version, as it was published' })
  async version(@Param('desk') desk: string, @Param('version') version: string): Promise<object> {
    const published = /^[1-9]\d{0,5}$/.test(version)
      ? (await this.policies.regulations(desk))[Number(version) - 1]
      : undefined;
    if (published === undefined) throw new Problem(404, 'regulation-not-found');
    return { ...heading(published), document: published.document };
  }

  @Post('validation')
  @HttpCode(200)
  @May('regulation.validate')
  @ApiOperation({ summary: 'What is wrong with a regulation; nothing is published' })
  async validate(
    @Body() { document }: DocumentDto,
    @Spoken() language: Language,
  ): Promise<{ valid: boolean; problems: FieldProblem[] }> {
    const problems = regulationFindings(await this.desks.validate(document), language);
    return { valid: problems.length === 0, problems };
  }

  @Post(':desk/versions')
  @May('regulation.publish')
  @TakesCommandHeaders()
  @ApiOperation({ summary: 'Publish the next version' })
  @ApiCreatedResponse({ type: CommandAnswer })
  async publish(
    @Who() who: Access,
    @AskedHow() asked: Asked,
    @Param('desk') desk: string,
    @Body() { document, appliesToOpen = false, reason }: PublicationDto,
    @Spoken() language: Language,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CommandAnswer> {
    who.require({ desk }, 'desk-not-found');
    const parsed = parseRegulation(document);
    if (!parsed.ok) throw invalidDocument('regulation', regulationFindings(parsed.problems, language));
    const { regulation } = parsed;
    // Rights were checked for the desk of the address.
    if (regulation.desk !== desk) throw Problem.field(400, '/document/desk', 'desk-of-address', { desk });
    const findings = await this.desks.validate(regulation);
    if (findings.length > 0) throw invalidDocument('regulation', regulationFindings(findings, language));
    const command = new PublishRegulation(who, asked, { document: regulation, appliesToOpen, reason });
    const answer = await this.commands.execute(command);
    return setCommandHeaders(reply, answer, `/api/v1/regulations/${desk}/versions/${regulation.version}`);
  }
}

function heading({ document, appliesToOpen, reason, publishedAt }: PublishedRegulation): object {
  const { desk, version, title, effectiveFrom, zone, calendar } = document;
  return { desk, version, title, effectiveFrom, zone, calendar, publishedAt, appliesToOpen, reason };
}
