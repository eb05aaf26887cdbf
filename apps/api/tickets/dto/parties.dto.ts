import { OneOf, Text } from '../../requests/fields.js';
import { RecordedDto } from './recorded.dto.js';

export class EscalationDto extends RecordedDto {
  @Text(20_000)
  question!: string;
}

export class DevelopersAnswerDto extends RecordedDto {
  @Text(20_000)
  text!: string;
}

export class ForwardingDto extends RecordedDto {
  @Text(500)
  manufacturer!: string;

  @OneOf(['mismatch', 'bug', 'not-working'])
  defect!: 'mismatch' | 'bug' | 'not-working';

  @Text(20_000)
  text!: string;

  @Text(500, { optional: true, description: "The manufacturer's own number of the case." })
  reference?: string;
}

export class ManufacturerAnswerDto extends RecordedDto {
  @Text(20_000)
  text!: string;

  @Text(500, { optional: true })
  reference?: string;
}
