import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReadStore } from '#read-store';
import { BREACHES_VIEW, breachesPage, breachesProjection } from '#tickets';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { momentOf, standing } from '../asof/as-of.js';
import { Problem } from '../problems/problem.js';
import { compact } from '../requests/compact.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { Id, Instant } from '../requests/fields.js';
import { isStale } from '../requests/freshness.js';
import { AsOfPageDto } from '../requests/paging.dto.js';
import { POLICIES, type PolicySource } from '../services.js';
import { requireDesk } from './require-desk.js';

export class BreachesDto extends AsOfPageDto {
  @Instant({ optional: true, description: 'Breaches from this instant on.' })
  from?: string;

  @Instant({ optional: true, description: 'Breaches before this instant.' })
  to?: string;

  @Id({ optional: true })
  customer?: string;
}

@ApiTags('desks')
@Controller('api/v1/desks/:desk')
export class BreachesController {
  constructor(
    private readonly readStore: ReadStore,
    @Inject(POLICIES) private readonly policies: PolicySource,
  ) {}

  @Get('breaches')
  @May('breach.read')
  @ApiOperation({
    summary: 'Breached clocks of a desk, and what was said of them since; now or as of a moment',
  })
  async breaches(
    @Who() who: Access,
    @Param('desk') desk: string,
    @Query() query: BreachesDto,
  ): Promise<object> {
    await requireDesk(who, desk, this.policies);
    const stale = await isStale(this.readStore, breachesProjection.name, query.minPosition);
    const { asOf, cursor, limit, from, to, customer } = query;
    const list = `breaches ${JSON.stringify([desk, from, to, customer])}`;
    const after = decodeCursor(list, cursor);
    if (after !== undefined && (after.after.length !== 3 || !/^[0-9a-f-]{36}$/.test(after.after[1] ?? '')))
      throw new Problem(400, 'cursor-unknown');
    const moment = await momentOf(this.readStore, { asOf: after?.basis ?? asOf, view: BREACHES_VIEW, desk });
    const { breaches, position, view, next } = await breachesPage(this.readStore, {
      desk,
      limit,
      ...compact({ at: moment.at, from, to, customer, after: after?.after }),
    });
    const shown = await standing(
      this.readStore,
      { position, view },
      { settled: moment.settled, stale },
      desk,
    );
    return {
      desk,
      breaches,
      next: next === undefined ? null : encodeCursor(list, { after: next, basis: shown.basis }),
      ...shown,
    };
  }
}
