import { Code, Id, Instant, Text, TextMap, Whole } from '../../requests/fields.js';
import { RecordedDto } from './recorded.dto.js';

export class PriorityProposalDto extends RecordedDto {
  @Code()
  priority!: string;

  @Text(500, { optional: true })
  reason?: string;
}

export class PriorityDto extends RecordedDto {
  @Code()
  priority!: string;

  @Text(500)
  reason!: string;
}

export class OutOfTurnDto extends RecordedDto {
  @Code({ description: 'Ground for going out of turn, a code of the regulation.' })
  ground!: string;
}

export class ReasonDto extends RecordedDto {
  @Text(500)
  reason!: string;
}

export class AssignmentDto extends RecordedDto {
  @Id({ description: 'Staff id.' })
  assignee!: string;

  @Code({ optional: true })
  team?: string;

  @Text(500, { optional: true })
  reason?: string;
}

export class TakeUpDto extends RecordedDto {}

export class EstimateDto extends RecordedDto {
  @Instant({ description: 'Approximate time of the solution, told to the customer.' })
  solvedBy!: string;

  @Whole(0, 10_080, { optional: true })
  toleranceMinutes?: number;

  @TextMap(20, { optional: true, description: 'What the estimate rests on.' })
  factors?: Record<string, string>;
}

export class AgreedDateDto extends RecordedDto {
  @Instant({
    description: 'The date of the work, or the term for this one case, as agreed with the customer.',
  })
  by!: string;

  @Text(500)
  reason!: string;
}

export class DelayCauseDto extends RecordedDto {
  @Code()
  cause!: string;

  @Instant()
  from!: string;

  @Instant()
  to!: string;
}
