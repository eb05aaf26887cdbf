import { ApiProperty } from '@nestjs/swagger';
import { IsISO8601, IsObject, IsOptional, Matches } from 'class-validator';
import { Flag, Text } from '../requests/fields.js';

export class DocumentDto {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The document itself.' })
  @IsObject()
  document!: Record<string, unknown>;
}

export class PublicationDto extends DocumentDto {
  @Flag({
    optional: true,
    description:
      'Open tickets go over too, and every promise that moves is an event on its ticket; false when absent.',
  })
  appliesToOpen?: boolean;

  @Text(500)
  reason!: string;
}

export class CalendarPublicationDto extends PublicationDto {
  @ApiProperty({
    format: 'date',
    required: false,
    description: 'Local date from which promises use it; today when absent.',
  })
  @IsOptional()
  @IsISO8601({ strict: true })
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  effectiveFrom?: string;
}
