import { Code, Codes, Flag, Id, Instant, OneOf, Text } from '../../requests/fields.js';
import { RecordedDto } from './recorded.dto.js';

export class ReplyDto extends RecordedDto {
  @Text(20_000)
  text!: string;

  @Code()
  channel!: string;

  @Codes(50, { optional: true, description: 'Fields asked for or missing that the reply supplies.' })
  supplies?: string[];
}

export class AnswerDto extends RecordedDto {
  @Text(20_000)
  text!: string;

  @Code()
  channel!: string;

  @Flag({ description: 'Exhaustive: the customer is to close, and silence may close the ticket.' })
  solution!: boolean;
}

export class InformationRequestDto extends RecordedDto {
  @Text(20_000)
  text!: string;

  @Codes(50, { optional: true, description: 'Required fields that are asked for.' })
  items?: string[];
}

export class UpdateDto extends RecordedDto {
  @Text(20_000)
  text!: string;

  @Code()
  channel!: string;

  @Instant({ optional: true, description: 'The next word is promised by then.' })
  nextUpdateBy?: string;
}

export class NoteDto extends RecordedDto {
  @Text(20_000)
  text!: string;

  @OneOf(['public', 'internal'])
  visibility!: 'public' | 'internal';

  @Code({ optional: true, description: 'What the regulation owes and this note records.' })
  kind?: string;
}

export class WishDto extends RecordedDto {
  @Text(20_000)
  text!: string;
}

export class CallDto extends RecordedDto {
  @Id({ optional: true, description: "The call's own id, where the desk keeps calls." })
  call?: string;

  @Code()
  channel!: string;

  @Flag({ description: 'Nobody answered, or the call was refused.' })
  declined!: boolean;
}

export class ConsentDto extends RecordedDto {
  @Code({ description: 'What is consented to, for example `remote-access`.' })
  kind!: string;

  @Flag()
  given!: boolean;

  @Text(20_000, { optional: true })
  text?: string;
}
