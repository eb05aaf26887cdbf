import { Code, Id, OneOf, Text } from '../../requests/fields.js';
import { RecordedDto } from './recorded.dto.js';
import { ValidateIf } from 'class-validator';

export class DuplicateDto extends RecordedDto {
  @Text(64, { description: 'Id or number of the ticket that this one repeats.' })
  of!: string;
}

export class CorrectionDto extends RecordedDto {
  @OneOf(['customer', 'close'], { description: 'What was wrong: the customer, or the close.' })
  what!: 'customer' | 'close';

  @ValidateIf((dto: CorrectionDto) => dto.what === 'customer' || dto.customer !== undefined)
  @Id({ description: 'The right customer; with `what: customer` only.' })
  customer?: string;

  @Id({ optional: true })
  organisation?: string;

  @Text(500)
  reason!: string;
}

export class BreachAnnulmentDto extends RecordedDto {
  @Text(80, { description: 'The clock whose breach was unfounded.' })
  clock!: string;

  @Text(500)
  reason!: string;
}

export class ClosureDto extends RecordedDto {
  @Code({ description: "One of the regulation's reasons for closing." })
  reason!: string;
}
