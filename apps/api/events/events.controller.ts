import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  BEGINNING,
  type EventCodec,
  type EventEnvelope,
  type EventStore,
  type Position,
} from '#event-sourcing';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { Problem } from '../problems/problem.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { CommaSeparated, AnyText, WholeInQuery } from '../requests/fields.js';
import { EVENT_CODEC, EVENT_STORE } from '../services.js';

export class EventsDto {
  @WholeInQuery(1, 500, 100)
  limit: number = 100;

  @AnyText(1000, {
    optional: true,
    description: '`next` of the page before; from the beginning when absent.',
  })
  cursor?: string;

  @CommaSeparated(50, /^[A-Z][A-Za-z]{0,63}$/, {
    optional: true,
    description: 'Only these types, separated by commas.',
  })
  types?: string[];
}

const LIST = 'events';

@ApiTags('events')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(EVENT_CODEC) private readonly codec: EventCodec,
  ) {}

  @Get()
  @May('event.read')
  @ApiOperation({
    summary:
      'The log in order, for integrations. Texts of people are left sealed: they are read on the ticket, by right.',
  })
  async feed(@Who() who: Access, @Query() { limit, cursor, types }: EventsDto): Promise<object> {
    const after = await this.position(decodeCursor(LIST, cursor)?.after[0]);
    const read = await this.store.readAll({
      after,
      limit,
      ...(types === undefined ? {} : { filter: { types } }),
    });
    const envelopes = await this.codec.decodeBatch(read.events, { personal: 'omit', unknown: 'skip' });
    return {
      // Events of no desk in particular stay out of a feed that is narrowed to desks.
      events: envelopes.filter((envelope) => who.admits(envelope.metadata)).map(eventAnswer),
      // Also at the end of the log: there the same cursor gives what has come since.
      next: encodeCursor(LIST, { after: [read.position] }),
      caughtUp: read.caughtUp,
    };
  }

  /** @throws Problem 422 `position-unknown` for a place beyond the log or of another width. */
  private async position(text: string | undefined): Promise<Position> {
    if (text === undefined || text === '') return BEGINNING;
    const head = await this.store.head();
    if (!/^[0-9]+$/.test(text) || text.length !== head.length || text > head)
      throw new Problem(422, 'position-unknown');
    return text as Position;
  }
}

function eventAnswer({ id, stream, version, position, recordedAt, metadata, event }: EventEnvelope): object {
  const {
    $correlationId,
    $causationId,
    actor,
    role,
    desk,
    channel,
    occurredAt,
    decidedAt,
    regulation,
    calendar,
  } = metadata;
  return {
    id,
    type: event.type,
    schemaVersion: Number(metadata.schemaVersion),
    stream,
    version,
    position,
    occurredAt,
    decidedAt,
    recordedAt,
    correlationId: $correlationId,
    causationId: $causationId,
    actor,
    role,
    ...(desk === undefined ? {} : { desk }),
    ...(channel === undefined ? {} : { channel }),
    ...(regulation === undefined ? {} : { regulation }),
    ...(calendar === undefined ? {} : { calendar }),
    data: event.data,
  };
}
