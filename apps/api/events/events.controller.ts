import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  BEGINNING,
  type EventCodec,
  type EventEnvelope,
  type EventStore,
  type Position,
} from '#event-sourcing';
import { ReadStore } from '#read-store';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsOptional,
  Matches,
  Max,
  MaxLength,
  Min,
  IsString,
} from 'class-validator';
import { type Access } from '../access/access.js';
import { May, Who } from '../access/may.decorator.js';
import { Problem } from '../problems/problem.js';
import { decodeCursor, encodeCursor } from '../requests/cursor.js';
import { EVENT_CODEC, EVENT_STORE } from '../services.js';

export class EventsDto {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 500, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1, { context: { min: 1 } })
  @Max(500, { context: { max: 500 } })
  limit: number = 100;

  @ApiProperty({ required: false, description: '`next` of the page before; from the beginning when absent.' })
  @IsOptional()
  @IsString()
  @MaxLength(1000, { context: { max: 1000 } })
  cursor?: string;

  @ApiProperty({ required: false, type: [String], description: 'Only these types, separated by commas.' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(50, { context: { max: 50 } })
  @Matches(/^[A-Z][A-Za-z]{0,63}$/, { each: true })
  types?: string[];
}

const LIST = 'events';

@ApiTags('events')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(EVENT_CODEC) private readonly codec: EventCodec,
    private readonly readStore: ReadStore,
  ) {}

  @Get()
  @May('event.read')
  @ApiOperation({
    summary:
      'The log in order, for integrations. Texts of people are left sealed: they are read on the ticket, by right.',
  })
  async feed(@Who() who: Access, @Query() { limit, cursor, types }: EventsDto): Promise<object> {
    const after = await this.position(decodeCursor(LIST, cursor)?.after);
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
      next: encodeCursor(LIST, { after: [read.position, this.store.logId] }),
      caughtUp: read.caughtUp,
    };
  }

  /**
   * A cursor names its log: of a log that this one was copied from it leads on at the same event.
   *
   * @throws Problem 422 `position-unknown` for a place beyond the log or of another width; BasisError
   */
  private async position([text = '', logId = this.store.logId]: readonly string[] = []): Promise<Position> {
    if (text === '') return BEGINNING;
    const head = await this.store.head();
    const asked = { logId, position: text as Position, view: LIST };
    const { position, logId: known } = await this.readStore.basisHere(asked, head);
    if (position === BEGINNING && known === this.store.logId) return BEGINNING;
    if (
      known !== this.store.logId ||
      !/^[0-9]+$/.test(position) ||
      position.length !== head.length ||
      position > head
    )
      throw new Problem(422, 'position-unknown');
    return position;
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
