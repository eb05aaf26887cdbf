import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsEmail, IsObject, ValidateNested } from 'class-validator';
import { Code, Codes, Id, Optional, Text, TextMap } from '../../requests/fields.js';
import { RecordedDto } from './recorded.dto.js';

export class ContactDto {
  @Text(200, { optional: true })
  name?: string;

  @Text(50, { optional: true })
  phone?: string;

  @Text(320, { optional: true, example: 'user@example.org' })
  @IsEmail()
  email?: string;
}

export class EquipmentDto {
  @Text(200, { optional: true })
  brand?: string;

  @Text(200, { optional: true })
  model?: string;

  @Text(200, { optional: true })
  serial?: string;
}

export class OpenTicketDto extends RecordedDto {
  @Code({ description: 'Desk that is asked.', example: 'internet-provider' })
  desk!: string;

  @Id({ optional: true, description: "Customer; a customer's own token fills it in and may name no other." })
  customer?: string;

  @Id({ optional: true })
  organisation?: string;

  @Code({ description: 'Channel of the desk by which the request came.', example: 'phone' })
  channel!: string;

  @Code({ description: 'Kind of service, a code of the regulation.' })
  serviceKind!: string;

  @Code({ optional: true })
  tariff?: string;

  @Code({ optional: true, description: "Proposed priority; the regulation's default when absent." })
  priority?: string;

  @Text(500)
  subject!: string;

  @Text(20_000)
  text!: string;

  @ApiProperty({ type: ContactDto, required: false })
  @Optional()
  @ValidateNested()
  @IsObject()
  @Type(() => ContactDto)
  contact?: ContactDto;

  @ApiProperty({ type: EquipmentDto, required: false })
  @Optional()
  @ValidateNested()
  @IsObject()
  @Type(() => EquipmentDto)
  equipment?: EquipmentDto;

  @Text(200, { optional: true })
  product?: string;

  @Codes(50, { optional: true, description: 'Required fields of the regulation that the request supplies.' })
  supplies?: string[];

  @Id({ optional: true, description: 'The closed ticket that this one continues.' })
  continues?: string;

  @TextMap(50, { optional: true })
  attributes?: Record<string, string>;
}
