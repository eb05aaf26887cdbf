import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { May } from '../access/may.decorator.js';
import { NOW, POLICIES, type PolicySource } from '../services.js';

@ApiTags('desks')
@Controller('api/v1/desks')
export class DesksController {
  constructor(
    @Inject(POLICIES) private readonly policies: PolicySource,
    @Inject(NOW) private readonly now: () => Date,
  ) {}

  @Get()
  @May('regulation.read')
  @ApiOperation({ summary: 'Desks, and the versions of the documents that are in force for each now' })
  async list(): Promise<object> {
    const now = this.now().toISOString();
    const desks = await Promise.all(
      (await this.policies.desks()).map(async (desk) => {
        const [policy, mode] = await Promise.all([
          this.policies.current(desk, now),
          this.policies.mode(desk),
        ]);
        const inForce =
          policy === undefined
            ? null
            : { regulation: policy.regulation.version, calendar: policy.calendarVersion };
        return { desk, title: policy?.regulation.title ?? null, mode, inForce };
      }),
    );
    return { desks };
  }
}
