import { STAFF_ROLES } from '#staff';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator';
import { Codes, Text } from '../requests/fields.js';

export class AppointmentDto {
  @ApiProperty({ enum: [...STAFF_ROLES], isArray: true, minItems: 1 })
  @IsArray()
  @ArrayMinSize(1, { context: { min: 1 } })
  @ArrayMaxSize(STAFF_ROLES.length, { context: { max: STAFF_ROLES.length } })
  @ArrayUnique()
  @IsIn(STAFF_ROLES, { each: true, context: { values: STAFF_ROLES.join(', ') } })
  roles!: (typeof STAFF_ROLES)[number][];

  @Codes(100)
  desks!: string[];
}

export class StaffDto extends AppointmentDto {
  @Text(200)
  name!: string;
}

export class StaffNameDto {
  @Text(200)
  name!: string;
}

export class NothingDto {}
