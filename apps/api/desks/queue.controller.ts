import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { type PlaceInOrder, ReadStore } from '#read-store';
import { newestClock, QUEUE_VIEW, queuePage, queueProjection } from '#tickets';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { momentOf, standing } from '../asof/as-of.js';
import { Problem } from '../problems/problem.js';
import { compact } from '../requests/compact.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { isStale } from '../requests/freshness.js';
import { POLICIES, type PolicySource } from '../services.js';
import { requireDesk } from './require-desk.js';
import { QueueDto } from './queue.dto.js';

@ApiTags('desks')
@Controller('api/v1/desks/:desk')
export class QueueController {
  constructor(
    private readonly readStore: ReadStore,
    @Inject(POLICIES) private readonly policies: PolicySource,
  ) {}

  @Get('queue')
  @May('queue.read')
  @ApiOperation({
    summary:
      'Who stands where in the queue, why, and what is due; now or as of a moment. All pages show one moment.',
  })
  async queue(@Who() who: Access, @Param('desk') desk: string, @Query() query: QueueDto): Promise<object> {
    await requireDesk(who, desk, this.policies);
    const stale = await isStale(this.readStore, queueProjection.name, query.minPosition);
    const { asOf, cursor, limit, minPosition: _, ...filters } = query;
    const list = `queue ${JSON.stringify([desk, filters])}`;
    const page = decodeCursor(list, cursor);
    const moment = await momentOf(this.readStore, { asOf: page?.basis ?? asOf, view: QUEUE_VIEW, desk });
    const place = page && placeOf(page.after);
    const [{ entries, total, position, view, next }, clock] = await Promise.all([
      queuePage(this.readStore, {
        desk,
        limit,
        where: whereOf(filters),
        ...compact({ at: moment.at, after: place?.after }),
      }),
      asOf === undefined ? newestClock(this.readStore, desk) : undefined,
    ]);
    const freshness = { settled: moment.settled, stale };
    const shown = await standing(this.readStore, { position, view }, freshness, desk, clock);
    const before = place?.before ?? 0;
    return {
      desk,
      total,
      entries: entries.map((entry, i) => ({ place: before + i + 1, ...entry })),
      next: next === undefined ? null : nextCursor(list, next, before + entries.length, shown.basis),
      ...shown,
    };
  }
}

type Filters = Pick<QueueDto, 'priority' | 'assignee' | 'waitingFor' | 'customer' | 'tariff'>;

function whereOf({ priority, assignee, waitingFor, customer, tariff }: Filters) {
  const given = compact({ priority, waiting_for: waitingFor, customer, tariff });
  return assignee === undefined ? given : { ...given, assignee: assignee === 'none' ? null : assignee };
}

function nextCursor(list: string, next: PlaceInOrder, before: number, basis: string): string {
  return encodeCursor(list, { after: [String(before), ...next.map(String)], basis });
}

/** Place number, order value, ticket. */
function placeOf([before, order, ticket, ...rest]: readonly string[]): {
  before: number;
  after: PlaceInOrder;
} {
  if (
    !/^\d{1,9}$/.test(before ?? '') ||
    order === undefined ||
    !/^[0-9a-f-]{36}$/.test(ticket ?? '') ||
    rest.length > 0
  )
    throw new Problem(400, 'cursor-unknown');
  return { before: Number(before), after: [order, ticket ?? ''] };
}
