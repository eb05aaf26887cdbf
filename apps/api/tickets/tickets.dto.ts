import { Code, Id, Instant, OneOf, Text, AnyText } from '../requests/fields.js';
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

  @OneOf(['open', 'closed'], { optional: true })
  status?: 'open' | 'closed';

  @Code({ optional: true })
  priority?: string;

  @Code({ optional: true, description: 'Who owes the next step.' })
  waitingFor?: string;

  @Instant({ optional: true })
  dueBefore?: string;

  @AnyText(200, { optional: true, description: 'Words of what was written on the ticket.' })
  words?: string;

  @OneOf(SORTS, {
    optional: true,
    byDefault: 'received',
    description: '`next`: what the caller should take next; his own first, then what nobody has.',
  })
  sort: (typeof SORTS)[number] = 'received';
}
