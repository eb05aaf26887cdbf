import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReadStore } from '#read-store';
import {
  CUSTOMER_HISTORY_VIEW,
  customerHistoryPage,
  type CustomerLine,
  historyLinesProjection,
} from '#tickets';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { momentOf, standing } from '../asof/as-of.js';
import { type Language } from '../problems/language.js';
import { Problem } from '../problems/problem.js';
import { compact } from '../requests/compact.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { Code } from '../requests/fields.js';
import { isStale } from '../requests/freshness.js';
import { AsOfPageDto } from '../requests/paging.dto.js';
import { Spoken } from '../requests/spoken.js';
import { isVisible, sentenceOf } from '../tickets/history-lines.js';

export class CustomerHistoryDto extends AsOfPageDto {
  @Code({ optional: true, description: 'Only tickets of this desk; needed where asOf is an instant.' })
  desk?: string;
}

@ApiTags('customers')
@Controller('api/v1/customers/:customer')
export class CustomerHistoryController {
  constructor(private readonly readStore: ReadStore) {}

  @Get('history')
  @May('customer.history')
  @ApiOperation({
    summary: "Everything that happened on a customer's tickets, oldest first; now or as of a moment",
  })
  async history(
    @Who() who: Access,
    @Param('customer', new ParseUUIDPipe({ exceptionFactory: () => new Problem(404, 'customer-not-found') }))
    id: string,
    @Query() query: CustomerHistoryDto,
    @Spoken() language: Language,
  ): Promise<object> {
    const customer = id.toLowerCase();
    // Lists are narrowed to the caller's desks; whether a customer exists elsewhere does not show.
    if (who.reach === 'own') who.require({ customer }, 'customer-not-found');
    const stale = await isStale(this.readStore, historyLinesProjection.name, query.minPosition);
    const { asOf, cursor, limit, desk } = query;
    const desks = desk === undefined ? who.desks : (who.desks?.filter((own) => own === desk) ?? [desk]);
    const list = `customer ${JSON.stringify([customer, desks])}`;
    const page = decodeCursor(list, cursor);
    const clockOf = desk ?? (who.desks?.length === 1 ? who.desks[0] : undefined);
    const question = { asOf: page?.basis ?? asOf, view: CUSTOMER_HISTORY_VIEW, desk: clockOf };
    const moment = await momentOf(this.readStore, question);
    const { lines, position, view, next } = await customerHistoryPage(this.readStore, {
      customer,
      limit,
      ...compact({ at: moment.at, desks, after: page?.after[0] }),
    });
    const shown = await standing(
      this.readStore,
      { position, view },
      { settled: moment.settled, stale },
      clockOf,
    );
    return {
      customer,
      language,
      lines: lines.filter((line) => isVisible(who, line)).map((line) => lineOf(who, line, language)),
      next: next === undefined ? null : encodeCursor(list, { after: [next], basis: shown.basis }),
      ...shown,
    };
  }
}

function lineOf(who: Access, line: CustomerLine, language: Language): object {
  const { ticket, number, desk, version, position, type, occurredAt, decidedAt, actor, role, channel } = line;
  return {
    ticket,
    number,
    desk,
    version,
    position,
    type,
    occurredAt,
    decidedAt,
    ...(who.publicSideOnly && role !== 'customer' ? {} : { actor }),
    role,
    ...(channel === null ? {} : { channel }),
    sentence: sentenceOf(line, language),
  };
}
