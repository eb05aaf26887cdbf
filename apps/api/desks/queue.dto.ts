import { Code, Id, Text } from '../requests/fields.js';
import { AsOfPageDto } from '../requests/paging.dto.js';

export class QueueDto extends AsOfPageDto {
  @Code({ optional: true })
  priority?: string;

  @Text(64, { optional: true, description: 'Staff id; `none`: those that nobody has.' })
  assignee?: string;

  @Code({ optional: true, description: 'Who owes the next step.' })
  waitingFor?: string;

  @Id({ optional: true })
  customer?: string;

  @Code({ optional: true })
  tariff?: string;
}
