import { STAFF_ROLES } from '#staff';
import { Codes, SomeOf, Text } from '../requests/fields.js';

export class AppointmentDto {
  @SomeOf(STAFF_ROLES)
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
