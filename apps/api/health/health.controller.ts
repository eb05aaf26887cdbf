import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { May } from '../access/may.decorator.js';
import { METRICS, type Metrics } from '../services.js';
import { checkComponents, type HealthProbes } from '../../composition/health/health.js';
import { HEALTH_PROBES, Readiness } from './health.js';

@ApiTags('health')
@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH_PROBES) private readonly probes: HealthProbes,
    @Inject(METRICS) private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  @Get('health/live')
  @May('health.read')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The process runs' })
  live(): { status: string } {
    return { status: 'up' };
  }

  @Get('health/ready')
  @May('health.read')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary:
      'The process can answer: log and read store are there, its clock is right. Names projections that stand still.',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const components = await checkComponents(this.probes);
    const up = !this.readiness.isLeaving && components.every((component) => component.up);
    const projections = components.every((component) => component.up)
      ? await this.probes.projections().catch(() => [])
      : [];
    void reply.code(up ? 200 : 503);
    return { status: this.readiness.isLeaving ? 'stopping' : up ? 'up' : 'down', components, projections };
  }

  @Get('metrics')
  @May('metrics.read')
  @ApiExcludeEndpoint()
  async prometheus(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.metrics.contentType);
    return this.metrics.text();
  }
}
