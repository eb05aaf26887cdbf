import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { Code, Id, Instant, Text } from '../requests/fields.js';
import { PageDto } from '../requests/paging.dto.js';

const SORTS = ['received', 'due', 'queue', 'next'] as const;

export class TicketSearchDto extends PageDto {
  @Code({ optional: true })
  desk?: string;

  @Id({ optional: true })
  customer?: string;

  @Text(40, { optional: true })
  number?: string;

  @Text(200, { optional: true, description: 'Serial number of the equipment.' })
  serial?: string;

  @Text(64, { optional: true })
  assignee?: string;

  @ApiProperty({ required: false, enum: ['open', 'closed'] })
  @IsOptional()
  @IsIn(['open', 'closed'], { context: { values: 'open, closed' } })
  status?: 'open' | 'closed';

  @Code({ optional: true })
  priority?: string;

  @Code({ optional: true, description: 'Who owes the next step.' })
  waitingFor?: string;

  @Instant({ optional: true })
  dueBefore?: string;

  @ApiProperty({ required: false, maxLength: 200, description: 'Words of what was written on the ticket.' })
  @IsOptional()
  @IsString()
  @MaxLength(200, { context: { max: 200 } })
  words?: string;

  @ApiProperty({
    required: false,
    enum: SORTS,
    default: 'received',
    description: '`next`: what the caller should take next; his own first, then what nobody has.',
  })
  @IsOptional()
  @IsIn(SORTS, { context: { values: SORTS.join(', ') } })
  sort: (typeof SORTS)[number] = 'received';
}
